-- For the free Resolve 21.1 and later, whose menu runs Lua alone: a mailbox through which Footfall asks, best effort.
-- There is no io and no require here. Requests come as `next.lua`, which holds data only; answers leave in Fusion.prefs.
-- It runs until it is told to stop, until another one takes over, or until Resolve quits. Start it by a click, once.

local FOLDER = "@FOLDER@" -- written here when this is installed; ASCII, with / and without one at the end
local STALE = 120 -- seconds after which a request is of somebody who has given up
local LONGEST = 98304 -- bytes of an answer, before hex doubles them
local RATES = {
	["23.976"] = { 24000, 1001 }, ["24"] = { 24, 1 }, ["25"] = { 25, 1 }, ["29.97"] = { 30000, 1001 },
	["30"] = { 30, 1 }, ["48"] = { 48, 1 }, ["50"] = { 50, 1 }, ["59.94"] = { 60000, 1001 }, ["60"] = { 60, 1 },
}
local KINDS = { mono = true, stereo = true }
local MARK = "footfall:" -- what the marker of each sound of ours begins with
local PREFIX = "foley:" -- what markers begin with that are meant for us
local FRAMING = {
	"Pan", "Tilt", "ZoomX", "ZoomY", "RotationAngle", "CropLeft", "CropRight", "CropTop", "CropBottom", "FlipX", "FlipY",
	"Scaling",
}
local PAGE = 200 -- sounds in one answer

local started = table.concat({ tostring(os.time()), tostring(bmd.gettime()), tostring({}):match("%x+$") or "" }, ".")

-- words --------------------------------------------------------------------------------------------------------

local function refuse(code, message)
	error({ code = code, message = message }, 0)
end

local function text(value)
	local quoted = tostring(value):gsub('[%c"\\]', function(char)
		return string.format("\\u%04x", char:byte())
	end)
	return '"' .. quoted .. '"'
end

-- Tables with `n` are lists. Resolve's own may carry other keys beside their numbers.
local function json(value)
	if type(value) == "number" then
		return string.format("%.10g", value)
	elseif type(value) == "boolean" then
		return tostring(value)
	elseif type(value) ~= "table" then
		return value == nil and "null" or text(value)
	end
	local parts = {}
	if value.n then
		for i = 1, value.n do
			parts[i] = json(value[i])
		end
		return "[" .. table.concat(parts, ",") .. "]"
	end
	for key, one in pairs(value) do
		parts[#parts + 1] = text(key) .. ":" .. json(one)
	end
	return "{" .. table.concat(parts, ",") .. "}"
end

local function hex(words)
	return (words:gsub(".", function(char)
		return string.format("%02x", char:byte())
	end))
end

-- what is open in Resolve --------------------------------------------------------------------------------------

local function opened()
	local manager = resolve:GetProjectManager()
	local project = manager and manager:GetCurrentProject()
	if not project then
		refuse("no-project", "no project is open in Resolve: open one, and close any dialog there")
	end
	local timeline = project:GetCurrentTimeline()
	if not timeline then
		refuse("no-timeline", "no timeline is open: open the one whose clips shall have Foley")
	end
	return manager, project, timeline
end

local function rate_of(words)
	local rate = RATES[(tostring(words):gsub("%s*DF$", ""))]
	if not rate then
		refuse("bad-rate", "the frame rate " .. tostring(words) .. " is not known")
	end
	return rate[1], rate[2]
end

-- Whether a marker may be meant for us. Whose it is not is told to nobody: anyone may read Fusion.prefs.
local function may_speak(marker, color)
	local words = (tostring(marker.name) .. "\n" .. tostring(marker.note)):lower()
	return words:find(PREFIX, 1, true) or (color ~= "" and tostring(marker.color):lower() == color:lower())
end

local function markers(thing, color)
	local found = { n = 0 }
	for frame, marker in pairs(thing:GetMarkers() or {}) do
		if type(frame) == "number" and may_speak(marker, color) then
			found.n = found.n + 1
			found[found.n] = {
				frame = frame, duration = marker.duration, name = marker.name, note = marker.note, color = marker.color,
			}
		end
	end
	return found
end

-- A timeline that has none of its own has its project's.
local function setting(project, timeline, name)
	local own = tostring(timeline:GetSetting(name) or "")
	return own ~= "" and own or tostring(project:GetSetting(name) or "")
end

local function about(project, timeline)
	return {
		product = resolve:GetProductName(), version = resolve:GetVersionString(), project = project:GetUniqueId(),
		timeline = timeline:GetUniqueId(), name = timeline:GetName(),
		rate = tostring(timeline:GetSetting("timelineFrameRate")), start = timeline:GetStartFrame(),
		timecode = timeline:GetStartTimecode(),
		size = setting(project, timeline, "timelineResolutionWidth") .. "x"
			.. setting(project, timeline, "timelineResolutionHeight"),
		scaling = setting(project, timeline, "timelineInputResMismatchBehavior"),
	}
end

-- How the picture lies in the frame: empty in a Resolve that does not tell.
local function lies(item)
	local told, found = item:GetProperty(), {}
	for _, key in ipairs(type(told) == "table" and FRAMING or {}) do
		if type(told[key]) == "number" or type(told[key]) == "boolean" then
			found[key] = told[key]
		end
	end
	return found
end

local function facts(item)
	local clip = item:GetMediaPoolItem()
	return {
		id = item:GetUniqueId(), name = item:GetName(), start = item:GetStart(), duration = item:GetDuration(),
		left = clip and item:GetLeftOffset(), enabled = item:GetClipEnabled(),
		source_start = clip and item:GetSourceStartTime(), source_end = clip and item:GetSourceEndTime(),
		path = clip and clip:GetClipProperty("File Path"), rate = clip and clip:GetClipProperty("FPS"),
		proxy = clip and clip:GetClipProperty("Proxy Media Path"),
		resolution = clip and clip:GetClipProperty("Resolution"), properties = clip and lies(item) or {},
	}
end

local function marked(item, color)
	local told = facts(item)
	told.markers = markers(item, color)
	return told
end

-- Calls `use` with each item of these tracks and the track's number.
local function each(timeline, kind, use)
	for track = 1, timeline:GetTrackCount(kind) do
		local items = timeline:GetItemListInTrack(kind, track) or {}
		for i = 1, #items do
			use(items[i], track)
		end
	end
end

-- Frames of the timeline between the in and out marks, the second exclusive; nil where there are none. Whether they
-- count from the timeline's start is not documented: a reading must lie within it.
local function range(timeline)
	local marks = (timeline:GetMarkInOut() or {}).video or {}
	if not marks["in"] and not marks.out then
		return nil
	end
	local start, last, found = timeline:GetStartFrame(), timeline:GetEndFrame(), {}
	for origin in pairs({ [0] = true, [start] = true }) do
		local from, to = marks["in"] and marks["in"] + origin or start, marks.out and marks.out + origin or last
		if start <= from and from < to and to <= last then
			found[#found + 1] = { from, to, n = 2 }
		end
	end
	if #found ~= 1 then
		refuse("unclear-range", "the in and out marks cannot be read for sure: clear them, or select the clips themselves")
	end
	return found[1]
end

-- What is selected; else what lies between in and out, and these; else what is under the playhead.
local function pictures(timeline, color)
	local found = { n = 0 }
	local function take(item)
		found.n = found.n + 1
		found[found.n] = marked(item, color)
	end
	local selected = timeline:GetSelectedClips() or {}
	for i = 1, #selected do
		if selected[i]:GetTrackTypeAndIndex()[1] == "video" then
			take(selected[i])
		end
	end
	local span = found.n == 0 and range(timeline) or nil
	if span then
		each(timeline, "video", function(item)
			local start = item:GetStart()
			if start < span[2] and span[1] < start + item:GetDuration() then
				take(item)
			end
		end)
	end
	local item = found.n == 0 and timeline:GetCurrentVideoItem()
	if item then
		take(item)
		span = nil
	end
	return found, span
end

-- Paths of what is selected in the media pool: whole files, on no timeline.
local function pooled(project)
	local found, selected = { n = 0 }, project:GetMediaPool():GetSelectedClips() or {}
	for i = 1, #selected do
		local path = selected[i]:GetClipProperty("File Path")
		if path and path ~= "" then
			found.n = found.n + 1
			found[found.n] = path
		end
	end
	return found
end

-- Nil for what is not ours.
local function mark_of(item)
	for _, marker in pairs(item:GetMarkers() or {}) do
		local data = type(marker) == "table" and tostring(marker.customData or "") or ""
		if data:sub(1, #MARK) == MARK then
			return data
		end
	end
	return nil
end

local function these(timeline, wanted)
	local asked, found = {}, { n = 0 }
	for i = 1, #wanted do
		asked[wanted[i]] = true
	end
	each(timeline, "video", function(item)
		if asked[item:GetUniqueId()] then
			found.n = found.n + 1
			found[found.n] = facts(item)
		end
	end)
	return found
end

-- A page of our sounds, and whether there are more.
local function ours(timeline, first)
	local found, seen = { n = 0 }, 0
	each(timeline, "audio", function(item, track)
		local mark = tostring(timeline:GetTrackName("audio", track)):sub(1, 8) == "Footfall" and mark_of(item)
		seen = seen + (mark and 1 or 0)
		if mark and seen >= first and found.n < PAGE then
			found.n = found.n + 1
			found[found.n] = { item = item:GetUniqueId(), mark = mark, start = item:GetStart(), duration = item:GetDuration() }
		end
	end)
	return found, seen >= first + PAGE
end

local function deleted(timeline, ids)
	local before = resolve:GetCurrentPage()
	resolve:OpenPage("edit") -- elsewhere nothing is deleted
	local left = {}
	for _ = 1, 2 do -- the first try may fail for no reason
		left = {}
		each(timeline, "audio", function(item)
			if ids[item:GetUniqueId()] then
				left[#left + 1] = item
			end
		end)
		if #left > 0 then
			timeline:DeleteClips(left, false)
		end
	end
	if before and before ~= "edit" then
		resolve:OpenPage(before)
	end
	return #left == 0
end

local function brought(project, path)
	local pool = project:GetMediaPool()
	local root, before, bin = pool:GetRootFolder(), pool:GetCurrentFolder(), nil
	local bins = root:GetSubFolderList()
	for i = 1, #bins do
		bin = bin or (bins[i]:GetName() == "Footfall" and bins[i]) or nil
	end
	bin = bin or pool:AddSubFolder(root, "Footfall")
	local clips = bin:GetClipList()
	for i = 1, #clips do
		if clips[i]:GetClipProperty("File Path") == path then
			return pool, clips[i]
		end
	end
	pool:SetCurrentFolder(bin)
	local made = pool:ImportMedia({ path })
	pool:SetCurrentFolder(before)
	if not made or not made[1] then
		refuse("not-imported", "Resolve did not import " .. path .. ": close any dialog that is open there")
	end
	return pool, made[1]
end

local function is_free(timeline, track, first, last)
	local items = timeline:GetItemListInTrack("audio", track) or {}
	for i = 1, #items do
		local start = items[i]:GetStart()
		if first < start + items[i]:GetDuration() and start < last then
			return false
		end
	end
	return true
end

local function track_for(timeline, wanted)
	for track = 1, timeline:GetTrackCount("audio") do
		if timeline:GetTrackName("audio", track) == wanted.track
			and timeline:GetTrackSubType("audio", track) == wanted.kind
			and not timeline:GetIsTrackLocked("audio", track)
			and is_free(timeline, track, wanted.record, wanted.record + wanted.frames) then
			return track
		end
	end
	local count = timeline:GetTrackCount("audio")
	timeline:AddTrack("audio", wanted.kind)
	if timeline:GetTrackCount("audio") ~= count + 1 or timeline:GetTrackSubType("audio", count + 1) ~= wanted.kind then
		refuse("no-track", "Resolve added no audio track: close any dialog that is open there, then try again")
	end
	timeline:SetTrackName("audio", count + 1, wanted.track)
	return count + 1
end

local function ids_on(timeline, track)
	local ids, items = {}, timeline:GetItemListInTrack("audio", track) or {}
	for i = 1, #items do
		ids[items[i]:GetUniqueId()] = true
	end
	return ids
end

-- What is new on the track, if it lies rightly. What the call itself answers says nothing.
local function laid(timeline, track, wanted, before)
	local items = timeline:GetItemListInTrack("audio", track) or {}
	for i = 1, #items do
		local id = items[i]:GetUniqueId()
		if not before[id] then
			if items[i]:GetStart() == wanted.record and math.abs(items[i]:GetDuration() - wanted.frames) <= 1 then
				return items[i]
			end
			deleted(timeline, { [id] = true })
			refuse("misplaced", "Resolve laid the sound elsewhere: it was taken away again; drag it from the bin")
		end
	end
	refuse("not-placed", "Resolve did not lay the sound: close any dialog that is open there, then try again")
end

-- what can be asked: this, and nothing else --------------------------------------------------------------------

local verbs = {}

function verbs.ping()
	return { product = resolve:GetProductName(), version = resolve:GetVersionString() }
end

-- With the markers that may be meant for us: those of this colour, too, where it is not empty.
function verbs.selection(wanted)
	local _, project, timeline = opened()
	local color = tostring(wanted.color or "")
	local told = about(project, timeline)
	told.markers = markers(timeline, color)
	told.clips, told.span = pictures(timeline, color)
	told.files = told.clips.n == 0 and pooled(project) or { n = 0 }
	return told
end

-- Clips by their ids, where they are now, and our sounds from the number `first` on.
function verbs.look(wanted)
	local _, project, timeline = opened()
	local told = about(project, timeline)
	told.clips = these(timeline, wanted.clips)
	told.laid, told.more = ours(timeline, wanted.first)
	return told
end

-- `head` is a fraction {numerator, denominator}: seconds of the file before what is laid of it.
function verbs.place(wanted)
	local manager, project, timeline = opened()
	if timeline:GetUniqueId() ~= wanted.timeline then
		refuse("timeline-switched", "the timeline is not the current one any more: open it, then place again")
	elseif not KINDS[wanted.kind] or tostring(wanted.track):sub(1, 8) ~= "Footfall" then
		refuse("bad-request", "only tracks of Footfall's own are laid on")
	elseif tostring(wanted.mark):sub(1, #MARK) ~= MARK then
		refuse("bad-request", "what is laid must bear our mark, or it could not be taken away")
	end
	local pool, clip = brought(project, tostring(wanted.path))
	local num, den = rate_of(clip:GetClipProperty("FPS"))
	local line_num, line_den = rate_of(timeline:GetSetting("timelineFrameRate"))
	local first = math.floor(wanted.head[1] * num / (wanted.head[2] * den) + 0.5)
	local frames = math.ceil(wanted.frames * line_den * num / (line_num * den) - 1e-9)
	local track = track_for(timeline, wanted)
	local before = ids_on(timeline, track)
	pool:AppendToTimeline({ {
		mediaPoolItem = clip, startFrame = first, endFrame = first + frames, mediaType = 2,
		trackIndex = track, recordFrame = wanted.record,
	} })
	local item = laid(timeline, track, wanted, before)
	item:AddMarker(0, "Cyan", "Footfall", "laid by Footfall", 1, wanted.mark)
	if project:GetName() ~= "Untitled Project" then
		manager:SaveProject()
		item = laid(timeline, track, wanted, before)
	end
	return { item = item:GetUniqueId(), start = item:GetStart(), duration = item:GetDuration() }
end

-- Sounds of files that are on no timeline, into our bin.
function verbs.bring(wanted)
	local _, project = opened()
	for i = 1, #wanted.paths do
		brought(project, tostring(wanted.paths[i]))
	end
	return { brought = #wanted.paths }
end

-- Our sounds by their ids. What does not bear our mark stays, whoever asks.
function verbs.remove(wanted)
	local manager, project, timeline = opened()
	if timeline:GetUniqueId() ~= wanted.timeline then
		refuse("timeline-switched", "the timeline is not the current one any more: open it, then try again")
	end
	local asked, mine, count = {}, {}, 0
	for i = 1, #wanted.items do
		asked[wanted.items[i]] = true
	end
	each(timeline, "audio", function(item)
		local id = item:GetUniqueId()
		if asked[id] and mark_of(item) then
			mine[id], count = true, count + 1
		end
	end)
	if not deleted(timeline, mine) then
		refuse("not-removed", "Resolve did not remove our sounds: unlock their tracks, close any dialog, then try again")
	end
	if project:GetName() ~= "Untitled Project" then
		manager:SaveProject()
	end
	return { removed = count }
end

-- the mailbox --------------------------------------------------------------------------------------------------

local function say(id, outcome)
	outcome.id, outcome.start = id, started
	local words = json(outcome)
	if #words > LONGEST then
		words = json({ id = id, start = started, error = { code = "too-large", message = "select fewer clips" } })
	end
	fusion:SetPrefs("Global.Footfall.Answer", "footfall1:" .. hex(words) .. ":")
	for _ = 1, 20 do -- it fails while Resolve writes the file itself; it answers nil where it went well
		local fine, answer = pcall(function()
			return fusion:SavePrefs()
		end)
		if fine and answer ~= false then
			return
		end
		bmd.wait(0.05)
	end
end

local function request()
	local path = FOLDER .. "/next.lua"
	if not bmd.fileexists(path) then
		return nil
	end
	local chunk = loadfile(path)
	if not chunk then
		return nil -- half written, or not ours
	end
	local fine, wanted = pcall(setfenv(chunk, {})) -- nothing is within its reach, whoever wrote it
	return fine and type(wanted) == "table" and wanted or nil
end

-- All scripts of one Resolve see the same preferences: the one that was started last goes on, the others leave.
local function is_last()
	local fine, last = pcall(function()
		return fusion:GetPrefs("Global.Footfall.Started")
	end)
	return not fine or last == nil or last == started
end

fusion:SetPrefs("Global.Footfall.Started", started)
local left = request() -- by a command that was killed; but whoever greets may be waiting for us
local seen = left and left.verb ~= "ping" and left.id or nil
while is_last() do
	local wanted = request()
	if wanted and wanted.id ~= seen and type(wanted.at) == "number" and math.abs(os.time() - wanted.at) <= STALE then
		seen = wanted.id
		if wanted.verb ~= "ping" and wanted.start ~= started then
			return -- it is for another one that was started: that takes over
		elseif wanted.verb == "stop" then
			say(wanted.id, { result = {} })
			return
		end
		local verb = verbs[wanted.verb]
		local fine, outcome = pcall(function()
			return (verb or refuse)(verb and wanted or "bad-request", "there is no such verb")
		end)
		local trouble = type(outcome) == "table" and outcome or { code = "internal", message = tostring(outcome) }
		say(wanted.id, fine and { result = outcome } or { error = trouble })
	end
	bmd.wait(0.05)
end
