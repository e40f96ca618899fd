-- A pretended Resolve for the mailbox script: Lua 5.1 without io, os.execute, os.remove, require, package and debug.
-- Called with the script, the mailbox folder and the file that stands for Fusion.prefs.

local SCRIPT, FOLDER, PREFS = arg[1], arg[2], arg[3]
local open, source = io.open, assert(io.open(arg[1])):read("*a")
local failures = tonumber(arg[4] or "0")

local function strict(name, methods)
	return setmetatable({}, {
		__index = function(_, key)
			return methods[key] or error(name .. "." .. tostring(key) .. " is not documented")
		end,
	})
end

local items, imported = {}, {}
local tracks = { { name = "Audio 1", kind = "stereo", items = {} } }

local media = strict("MediaPoolItem", {
	GetClipProperty = function(_, key)
		return ({ ["File Path"] = "/films/walk.mov", FPS = "24" })[key] or ""
	end,
})

local function timeline_item(fields)
	return strict("TimelineItem", {
		GetUniqueId = function() return fields.id end,
		GetName = function() return fields.name end,
		GetStart = function() return fields.start end,
		GetDuration = function() return fields.duration end,
		GetLeftOffset = function() return fields.left end,
		GetClipEnabled = function() return true end,
		GetSourceStartTime = function() return 2 end,
		GetSourceEndTime = function() return 4 end,
		GetMediaPoolItem = function() return fields.media end,
		GetTrackTypeAndIndex = function() return { fields.kind, 1 } end,
		AddMarker = function(_, _, _, _, _, _, data) fields.mark = data return true end,
	})
end

local picture = timeline_item({ id = "clip-1", name = 'say "hé"', start = 86400, duration = 48, left = 48, media = media, kind = "video" })
local sound = timeline_item({ id = "clip-2", name = "sound", start = 86400, duration = 48, left = 48, media = media, kind = "audio" })

local function file(path)
	return strict("MediaPoolItem", {
		GetClipProperty = function(_, key)
			return ({ ["File Path"] = path, FPS = "24" })[key] or ""
		end,
	})
end

local bin = strict("Folder", { GetName = function() return "Footfall" end, GetClipList = function() return imported end })
local root = strict("Folder", { GetSubFolderList = function() return { bin } end })

local pool = strict("MediaPool", {
	GetRootFolder = function() return root end,
	GetCurrentFolder = function() return root end,
	SetCurrentFolder = function() return true end,
	ImportMedia = function(_, paths)
		imported[#imported + 1] = file(paths[1])
		return { imported[#imported] }
	end,
	AppendToTimeline = function(_, infos)
		local info = infos[1]
		local track = tracks[info.trackIndex]
		track.items[#track.items + 1] = timeline_item({
			id = "laid-" .. info.startFrame, start = info.recordFrame, duration = info.endFrame - info.startFrame,
		})
		return {}
	end,
})

local timeline = strict("Timeline", {
	GetUniqueId = function() return "timeline-1" end,
	GetName = function() return "Cut 3" end,
	GetSetting = function() return "24" end,
	GetStartFrame = function() return 86400 end,
	GetStartTimecode = function() return "01:00:00:00" end,
	GetSelectedClips = function() return { sound, picture, __flags = 1 } end,
	GetCurrentVideoItem = function() return picture end,
	GetTrackCount = function() return #tracks end,
	GetTrackName = function(_, _, index) return tracks[index].name end,
	SetTrackName = function(_, _, index, name) tracks[index].name = name return true end,
	GetTrackSubType = function(_, _, index) return tracks[index].kind end,
	GetIsTrackLocked = function() return false end,
	GetItemListInTrack = function(_, _, index) return tracks[index].items end,
	AddTrack = function(_, _, kind) tracks[#tracks + 1] = { name = "", kind = kind or "mono", items = {} } return true end,
})

local project = strict("Project", {
	GetCurrentTimeline = function() return timeline end,
	GetMediaPool = function() return pool end,
	GetUniqueId = function() return "project-1" end,
	GetName = function() return "The Film" end,
})

local manager = strict("ProjectManager", {
	GetCurrentProject = function() return project end,
	SaveProject = function() return true end,
})

resolve = strict("Resolve", {
	GetProjectManager = function() return manager end,
	GetProductName = function() return "DaVinci Resolve" end,
	GetVersionString = function() return "21.1.0" end,
})

local waiting = ""
fusion = strict("Fusion", {
	SetPrefs = function(_, key, value)
		assert(key == "Global.Footfall.Answer")
		waiting = value
	end,
	SavePrefs = function() -- answers nothing where it went well
		if failures > 0 then
			failures = failures - 1
			return false
		end
		local prefs = open(PREFS, "w")
		prefs:write('{ Global = { Footfall = { Answer = "' .. waiting .. '" } } }')
		prefs:close()
	end,
})

local turns, clock = 0, os.clock
bmd = {
	wait = function()
		turns = turns + 1
		local until_ = clock() + 0.002
		while clock() < until_ do end
		assert(turns < 30000, "nobody stopped it")
	end,
	fileexists = function(path)
		local handle = open(path)
		if handle then handle:close() end
		return handle ~= nil
	end,
	gettime = function() return clock() end,
}

local script = assert(loadstring((source:gsub("@FOLDER@", FOLDER))))
io, require, package, debug, dofile, print = nil, nil, nil, nil, nil, nil
os = { time = os.time, clock = os.clock }
script()
