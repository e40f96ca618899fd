BEGIN TRANSACTION;
CREATE TABLE contacts (
    job text primary key references jobs (id) on delete cascade,
    document text not null
);
CREATE TABLE jobs (
    number integer primary key autoincrement,
    id text not null unique,
    request_id text not null,
    state text not null,
    updated real not null,
    document text not null
, forgotten real);
INSERT INTO "jobs" VALUES(1,'waiting','request-waiting','queued',1.0,'{"id":"waiting","number":1,"request_id":"request-waiting","order":{"clip":{"media":"/film/waiting.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"bounded":false,"place":null},"prompt":"","negative":null,"guidance":null,"steps":null,"engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"name":"","movie":"none","stamp":null,"layers":[],"pan":false,"room":"","sensitivity":0.5,"offset_ms":0.0,"contacts":null,"region":null,"joined_before":null,"joined_after":null,"fresh":false,"complete":false},"engine":"sketch","seed":0,"negative":"","guidance":null,"steps":null,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"queued","position":null,"created":1.0,"updated":1.0,"story":[],"joined_before":false,"joined_after":false,"seen":false,"plan":null,"wavs":[],"movie":null,"outputs":[],"error":null,"notices":[]}',NULL);
INSERT INTO "jobs" VALUES(2,'made','request-made','done',2.0,'{"id":"made","number":2,"request_id":"request-made","order":{"clip":{"media":"/film/made.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"bounded":false,"place":null},"prompt":"","negative":null,"guidance":null,"steps":null,"engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"name":"","movie":"none","stamp":null,"layers":[],"pan":false,"room":"","sensitivity":0.5,"offset_ms":0.0,"contacts":null,"region":null,"joined_before":null,"joined_after":null,"fresh":false,"complete":false},"engine":"sketch","seed":0,"negative":"","guidance":null,"steps":null,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"done","position":null,"created":1.0,"updated":2.0,"story":[],"joined_before":false,"joined_after":false,"seen":false,"plan":null,"wavs":[],"movie":null,"outputs":[{"path":"/film/Foley/made_foley_01-00-00-00_t1_v1.wav","layer":"mix","sample_rate":48000,"channels":1,"samples":96000,"time_reference":172800000}],"error":null,"notices":[]}',NULL);
INSERT INTO "jobs" VALUES(3,'failed','request-failed','failed',1.0,'{"id":"failed","number":3,"request_id":"request-failed","order":{"clip":{"media":"/film/failed.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"bounded":false,"place":null},"prompt":"","negative":null,"guidance":null,"steps":null,"engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"name":"","movie":"none","stamp":null,"layers":[],"pan":false,"room":"","sensitivity":0.5,"offset_ms":0.0,"contacts":null,"region":null,"joined_before":null,"joined_after":null,"fresh":false,"complete":false},"engine":"sketch","seed":0,"negative":"","guidance":null,"steps":null,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"failed","position":null,"created":1.0,"updated":1.0,"story":[],"joined_before":false,"joined_after":false,"seen":false,"plan":null,"wavs":[],"movie":null,"outputs":[],"error":{"code":"bad-media","message":"the file ends early"},"notices":[]}',NULL);
INSERT INTO "jobs" VALUES(4,'writing','request-writing','writing',1.0,'{"id":"writing","number":4,"request_id":"request-writing","order":{"clip":{"media":"/film/writing.mp4","source_in":null,"source_out":null,"duration":null,"play_rate":"1","reverse":false,"bounded":false,"place":null},"prompt":"","negative":null,"guidance":null,"steps":null,"engine":"","seed":0,"takes":1,"first_take":1,"handles":null,"priority":"normal","dest":null,"name":"","movie":"none","stamp":null,"layers":[],"pan":false,"room":"","sensitivity":0.5,"offset_ms":0.0,"contacts":null,"region":null,"joined_before":null,"joined_after":null,"fresh":false,"complete":false},"engine":"sketch","seed":0,"negative":"","guidance":null,"steps":null,"take":1,"handles":{"value":0,"rate":[1,1]},"state":"writing","position":null,"created":1.0,"updated":1.0,"story":[],"joined_before":false,"joined_after":false,"seen":false,"plan":null,"wavs":[{"layer":"mix","temporary":"/film/Foley/.writing.tmp","final":"/film/Foley/writing_foley_t1_v1.wav","reserved":false,"published":false}],"movie":null,"outputs":[],"error":null,"notices":[]}',NULL);
CREATE TABLE meta (key text primary key, value text not null);
INSERT INTO "meta" VALUES('paused','yes');
CREATE INDEX jobs_by_state on jobs (state, number);
CREATE INDEX jobs_by_request on jobs (request_id, number);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('jobs',4);
COMMIT;
PRAGMA user_version = 3;
