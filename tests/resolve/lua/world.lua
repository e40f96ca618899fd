-- A pretended Resolve for the mailbox script: Lua 5.1 without io, os.execute, os.remove, require, package and debug.
-- Called with the script, the mailbox folder, the file that stands for Fusion.prefs, the scene (a Lua file of data,
-- read anew whenever it changes: that is how a user edits), the file in which the sound tracks are told, and how
-- often saving fails.

local SCRIPT, FOLDER, PREFS, SCENE, TOLD = arg[1], arg[2], arg[3], arg[4], arg[5]
local STARTED, IMPORTED = PREFS .. ".started", TOLD .. ".imported"
local open, popen, rename, source = io.open, io.popen, os.rename, assert(io.open(SCRIPT)):read("*a")
local failures = tonumber(arg[6] or "0")
local RATES = {
	["23.976"] = 24000 / 1001, ["24"] = 24, ["25"] = 25, ["29.97"] = 30000 / 1001, ["29.97 DF"] = 30000 / 1001,
}

local function strict(name, methods)
	return setmetatable({}, {
		__index = function(_, key)
			return methods[key] or error(name .. "." .. tostring(key) .. " is not documented")
		end,
	})
end

local function contents(path)
	local file = open(path)
	local text = file and file:read("*a")
	if file then file:close() end
	return text
end

local function write(path, text)
	local file = open(path .. ".new", "w")
	file:write(text)
	file:close()
	rename(path .. ".new", path)
end

-- the scene ----------------------------------------------------------------------------------------------------

local scene, scene_text
local function read_scene()
	local text = contents(SCENE)
	if text and text ~= scene_text then
		local chunk = loadstring(text)
		if chunk then
			scene, scene_text = chunk(), text
		end
	end
end
read_scene()

local imported = {}
local lines = {} -- sound tracks of each timeline, by its id
local function tracks()
	lines[scene.timeline.id] = lines[scene.timeline.id] or { { name = "Audio 1", kind = "stereo", items = {} } }
	return lines[scene.timeline.id]
end

local function quoted(text)
	return '"' .. tostring(text):gsub('[%c"\\]', function(char) return ("\\u%04x"):format(char:byte()) end) .. '"'
end

local function tell()
	local told = {}
	for id, on in pairs(lines) do
		for number, track in ipairs(on) do
			for _, item in ipairs(track.items) do
				told[#told + 1] = ('{"timeline":%s,"track":%s,"number":%d,"start":%d,"duration":%d,"first":%d,"path":%s}')
					:format(quoted(id), quoted(track.name), number, item.start, item.duration, item.first, quoted(item.path))
			end
		end
	end
	write(TOLD, "[" .. table.concat(told, ",") .. "]")
end

-- the API ------------------------------------------------------------------------------------------------------

local function media(path, rate, proxy, resolution)
	return strict("MediaPoolItem", {
		GetClipProperty = function(_, key)
			return ({ ["File Path"] = path, FPS = rate, ["Proxy Media Path"] = proxy, Resolution = resolution })[key] or ""
		end,
	})
end

local function picture(clip)
	return strict("TimelineItem", {
		GetUniqueId = function() return clip.id end,
		GetName = function() return clip.name end,
		GetStart = function() return clip.start end,
		GetDuration = function() return clip.duration end,
		GetLeftOffset = function() return clip.left end,
		GetClipEnabled = function() return clip.enabled ~= false end,
		GetSourceStartTime = function() return clip.source_start end,
		GetSourceEndTime = function() return clip.source_end end,
		GetMediaPoolItem = function() return clip.path and media(clip.path, clip.rate, clip.proxy, "1920x1080") end,
		GetTrackTypeAndIndex = function() return { clip.kind or "video", 1 } end,
		GetMarkers = function() return clip.markers or {} end,
		GetProperty = function() -- with much that is not asked for
			local told = { Pan = 0.0, Tilt = 0.0, ZoomX = 1.0, ZoomY = 1.0, FlipX = false, Opacity = 100.0, __flags = 1 }
			for key, value in pairs(clip.properties or {}) do
				told[key] = value
			end
			return told
		end,
	})
end

local function sound(item)
	return strict("TimelineItem", {
		GetUniqueId = function() return item.id end,
		GetName = function() return item.path end,
		GetStart = function() return item.start end,
		GetDuration = function() return item.duration end,
		GetTrackTypeAndIndex = function() return { "audio", item.track } end,
		GetMarkers = function() return item.markers end,
		AddMarker = function(_, frame, color, name, note, duration, data)
			item.markers[frame] = { color = color, name = name, note = note, duration = duration, customData = data }
			return true
		end,
	})
end

local function pictures(wanted)
	local found = { __flags = 1 }
	for _, clip in ipairs(scene.clips) do
		for _, id in ipairs(wanted) do
			if clip.id == id then
				found[#found + 1] = picture(clip)
			end
		end
	end
	return found
end

local bin = strict("Folder", {
	GetName = function() return "Footfall" end,
	GetClipList = function() return imported end,
})
local root = strict("Folder", { GetSubFolderList = function() return { bin } end })

local made = 0
local function lies_in_the_way(track, start, duration)
	for _, other in ipairs(track.items) do
		if start < other.start + other.duration and other.start < start + duration then
			return true
		end
	end
	return false
end

local pool = strict("MediaPool", {
	GetRootFolder = function() return root end,
	GetCurrentFolder = function() return root end,
	SetCurrentFolder = function() return true end,
	GetSelectedClips = function()
		local found = { __flags = 1 }
		for i, path in ipairs(scene.pool or {}) do
			found[i] = media(path, "24")
		end
		return found
	end,
	ImportMedia = function(_, paths)
		imported[#imported + 1] = media(paths[1], scene.sound_rate)
		write(IMPORTED, (contents(IMPORTED) or "") .. paths[1] .. "\n")
		return { imported[#imported] }
	end,
	AppendToTimeline = function(_, infos)
		local info = infos[1]
		local track = tracks()[info.trackIndex]
		local rate = RATES[info.mediaPoolItem:GetClipProperty("FPS")]
		local length = math.floor((info.endFrame - info.startFrame) * RATES[scene.timeline.rate] / rate + 1e-9)
		if lies_in_the_way(track, info.recordFrame, length) then
			return {}
		end
		made = made + 1
		track.items[#track.items + 1] = {
			id = "laid-" .. made, start = info.recordFrame + (scene.late or 0), duration = length, first = info.startFrame,
			path = info.mediaPoolItem:GetClipProperty("File Path"), markers = {}, track = info.trackIndex,
		}
		tell()
		return {}
	end,
})

local timeline = strict("Timeline", {
	GetUniqueId = function() return scene.timeline.id end,
	GetName = function() return scene.timeline.name end,
	GetSetting = function(_, key)
		return ({
			timelineFrameRate = scene.timeline.rate, timelineResolutionWidth = "1920", timelineResolutionHeight = "1080",
			timelineInputResMismatchBehavior = "scaleToFit",
		})[key]
	end,
	GetStartFrame = function() return scene.timeline.start end,
	GetStartTimecode = function() return scene.timeline.timecode end,
	GetMarkers = function() return scene.timeline.markers or {} end,
	GetSelectedClips = function() return pictures(scene.selected) end,
	GetMarkInOut = function() return scene.marks and { video = scene.marks } or {} end,
	GetEndFrame = function()
		local last = scene.timeline.start
		for _, clip in ipairs(scene.clips) do
			last = math.max(last, clip.start + clip.duration)
		end
		return last
	end,
	GetCurrentVideoItem = function()
		return not scene.off_the_clips and scene.clips[1] and picture(scene.clips[1]) or nil
	end,
	GetTrackCount = function(_, kind) return kind == "video" and 1 or #tracks() end,
	GetTrackName = function(_, _, index) return tracks()[index].name end,
	SetTrackName = function(_, _, index, name) tracks()[index].name = name return true end,
	GetTrackSubType = function(_, _, index) return tracks()[index] and tracks()[index].kind end,
	GetIsTrackLocked = function() return false end,
	GetItemListInTrack = function(_, kind, index)
		local found = {}
		if kind == "video" then
			for _, clip in ipairs(scene.clips) do
				found[#found + 1] = (clip.kind or "video") == "video" and picture(clip) or nil
			end
		else
			for i, item in ipairs(tracks()[index].items) do
				found[i] = sound(item)
			end
		end
		return found
	end,
	AddTrack = function(_, _, kind)
		if scene.no_tracks then
			return false
		end
		tracks()[#tracks() + 1] = { name = "", kind = kind or "mono", items = {} }
		return true
	end,
	DeleteClips = function(_, items)
		local gone = {}
		for _, item in ipairs(items) do
			gone[item:GetUniqueId()] = true
		end
		for _, track in ipairs(tracks()) do
			for i = #track.items, 1, -1 do
				if gone[track.items[i].id] then
					table.remove(track.items, i)
				end
			end
		end
		tell()
		return true
	end,
})

local project = strict("Project", {
	GetCurrentTimeline = function() return timeline end,
	GetMediaPool = function() return pool end,
	GetUniqueId = function() return "project-1" end,
	GetName = function() return "The Film" end,
	GetSetting = function() return "" end,
})

local manager = strict("ProjectManager", {
	GetCurrentProject = function() return not scene.closed and project or nil end,
	SaveProject = function() return true end,
})

resolve = strict("Resolve", {
	GetProjectManager = function() return manager end,
	GetProductName = function() return "DaVinci Resolve" end,
	GetVersionString = function() return "21.1.0" end,
	GetCurrentPage = function() return "edit" end,
	OpenPage = function() return true end,
})

local waiting = ""
fusion = strict("Fusion", {
	SetPrefs = function(_, key, value)
		if key == "Global.Footfall.Started" then
			write(STARTED, value)
		else
			assert(key == "Global.Footfall.Answer")
			waiting = value
		end
	end,
	GetPrefs = function(_, key) -- of all scripts in one Resolve, which here are processes of their own
		assert(key == "Global.Footfall.Started")
		return contents(STARTED)
	end,
	SavePrefs = function() -- answers nothing where it went well
		if failures > 0 then
			failures = failures - 1
			return false
		end
		write(PREFS, '{ Global = { Footfall = { Answer = "' .. waiting .. '" } } }')
	end,
})

local turns, clock = 0, os.clock
bmd = {
	wait = function()
		turns = turns + 1
		popen("sleep 0.01"):close()
		read_scene()
		assert(turns < 30000, "nobody stopped it")
	end,
	fileexists = function(path)
		return contents(path) ~= nil
	end,
	gettime = function() return clock() end,
}

local script = assert(loadstring((source:gsub("@FOLDER@", FOLDER))))
io, require, package, debug, dofile, print = nil, nil, nil, nil, nil, nil
os = { time = os.time, clock = os.clock }
script()
