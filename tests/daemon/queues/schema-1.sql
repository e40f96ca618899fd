BEGIN TRANSACTION;
CREATE TABLE jobs (
    number integer primary key autoincrement,
    id text not null unique,
    request_id text not null,
    state text not null,
    updated real not null,
    document text not null
);
INSERT INTO "jobs" VALUES(1,'waiting','request-waiting','queued',1.0,'{"id":"waiting","number":0,"request_id":"request-waiting","order":{"clip":{"media":"/film/waiting.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"place":null},"prompt":"","negative":"","engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"movie":"none","stamp":null,"fresh":false},"engine":"sketch","seed":0,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"queued","position":null,"created":1.0,"updated":1.0,"story":[],"seen":false,"plan":null,"wav":null,"movie":null,"outputs":[],"error":null,"notices":[]}');
INSERT INTO "jobs" VALUES(2,'made','request-made','done',2.0,'{"id":"made","number":2,"request_id":"request-made","order":{"clip":{"media":"/film/made.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"place":null},"prompt":"","negative":"","engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"movie":"none","stamp":null,"fresh":false},"engine":"sketch","seed":0,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"done","position":null,"created":1.0,"updated":2.0,"story":[],"seen":false,"plan":null,"wav":null,"movie":null,"outputs":[{"path":"/film/Foley/made_foley_01-00-00-00_t1_v1.wav","layer":"mix","sample_rate":48000,"channels":1,"samples":96000,"time_reference":172800000}],"error":null,"notices":[]}');
INSERT INTO "jobs" VALUES(3,'failed','request-failed','failed',1.0,'{"id":"failed","number":3,"request_id":"request-failed","order":{"clip":{"media":"/film/failed.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"place":null},"prompt":"","negative":"","engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"movie":"none","stamp":null,"fresh":false},"engine":"sketch","seed":0,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"failed","position":null,"created":1.0,"updated":1.0,"story":[],"seen":false,"plan":null,"wav":null,"movie":null,"outputs":[],"error":{"code":"bad-media","message":"the file ends early"},"notices":[]}');
INSERT INTO "jobs" VALUES(4,'writing','request-writing','writing',1.0,'{"id":"writing","number":4,"request_id":"request-writing","order":{"clip":{"media":"/film/writing.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"place":null},"prompt":"","negative":"","engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"movie":"none","stamp":null,"fresh":false},"engine":"sketch","seed":0,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"writing","position":null,"created":1.0,"updated":1.0,"story":[],"seen":false,"plan":null,"wav":{"temporary":"/film/Foley/.writing.tmp","final":"/film/Foley/writing_foley_t1_v1.wav","reserved":false},"movie":null,"outputs":[],"error":null,"notices":[]}');
CREATE TABLE meta (key text primary key, value text not null);
INSERT INTO "meta" VALUES('paused','yes');
CREATE INDEX jobs_by_state on jobs (state, number);
CREATE INDEX jobs_by_request on jobs (request_id, number);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('jobs',4);
COMMIT;
PRAGMA user_version = 1;
