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

local started = tostring(os.time()) .. "." .. tostring(bmd.gettime())

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

local function facts(item)
	local clip = item:GetMediaPoolItem()
	return {
		id = item:GetUniqueId(), name = item:GetName(), start = item:GetStart(), duration = item:GetDuration(),
		left = clip and item:GetLeftOffset(), enabled = item:GetClipEnabled(),
		source_start = clip and item:GetSourceStartTime(), source_end = clip and item:GetSourceEndTime(),
		path = clip and clip:GetClipProperty("File Path"), rate = clip and clip:GetClipProperty("FPS"),
	}
end

local function pictures(timeline)
	local found = { n = 0 }
	local selected = timeline:GetSelectedClips() or {}
	for i = 1, #selected do
		if selected[i]:GetTrackTypeAndIndex()[1] == "video" then
			found.n = found.n + 1
			found[found.n] = facts(selected[i])
		end
	end
	local item = found.n == 0 and timeline:GetCurrentVideoItem()
	return item and { n = 1, facts(item) } or found
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
	timeline:AddTrack("audio", wanted.kind)
	local track = timeline:GetTrackCount("audio")
	timeline:SetTrackName("audio", track, wanted.track)
	return track
end

local function laid(timeline, track, wanted)
	local items = timeline:GetItemListInTrack("audio", track) or {}
	for i = 1, #items do
		if items[i]:GetStart() == wanted.record and items[i]:GetDuration() >= wanted.frames - 1 then
			return items[i]
		end
	end
	refuse("not-placed", "Resolve did not lay the sound: close any dialog that is open there, then try again")
end

-- what can be asked: this, and nothing else --------------------------------------------------------------------

local verbs = {}

function verbs.ping()
	return { product = resolve:GetProductName(), version = resolve:GetVersionString() }
end

function verbs.selection()
	local _, project, timeline = opened()
	return {
		project = project:GetUniqueId(), timeline = timeline:GetUniqueId(), name = timeline:GetName(),
		rate = tostring(timeline:GetSetting("timelineFrameRate")), start = timeline:GetStartFrame(),
		timecode = timeline:GetStartTimecode(), clips = pictures(timeline),
	}
end

-- `head` is {seconds * rate numerator, denominator}: of the file before the clip's first frame.
function verbs.place(wanted)
	local manager, project, timeline = opened()
	if timeline:GetUniqueId() ~= wanted.timeline then
		refuse("timeline-switched", "the timeline is not the current one any more: open it, then place again")
	elseif not KINDS[wanted.kind] or tostring(wanted.track):sub(1, 8) ~= "Footfall" then
		refuse("bad-request", "only tracks of Footfall's own are laid on")
	end
	local pool, clip = brought(project, tostring(wanted.path))
	local num, den = rate_of(clip:GetClipProperty("FPS"))
	local line_num, line_den = rate_of(timeline:GetSetting("timelineFrameRate"))
	local first = math.floor(wanted.head[1] * num / (wanted.head[2] * den) + 0.5)
	local frames = math.ceil(wanted.frames * line_den * num / (line_num * den) - 1e-9)
	local track = track_for(timeline, wanted)
	pool:AppendToTimeline({ {
		mediaPoolItem = clip, startFrame = first, endFrame = first + frames, mediaType = 2,
		trackIndex = track, recordFrame = wanted.record,
	} })
	local item = laid(timeline, track, wanted)
	item:AddMarker(0, "Cyan", "Footfall", "laid by Footfall", 1, tostring(wanted.mark))
	if project:GetName() ~= "Untitled Project" then
		manager:SaveProject()
		item = laid(timeline, track, wanted)
	end
	return { item = item:GetUniqueId(), start = item:GetStart(), duration = item:GetDuration() }
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

local seen = nil
while true do
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
