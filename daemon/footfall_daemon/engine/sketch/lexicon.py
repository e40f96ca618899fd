"""The words that Sketch knows, in English and Chinese: sounds, materials, strength, and what is refused.

English terms stand in their base form, `prompt` adds the regular inflections.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from footfall_daemon.engine.sketch.materials import Material


class SoundClass(StrEnum):
    footsteps = "footsteps"
    impact = "impact"
    bounce = "bounce"
    knock = "knock"
    clap = "clap"
    door = "door"
    glass_break = "breaking glass"
    splash = "splash"
    whoosh = "whoosh"
    cloth = "cloth"
    rain = "rain"
    wind = "wind"
    stream = "running water"
    fire = "fire"
    engine = "engine"
    room = "room tone"


HIT_CLASSES = frozenset(
    {
        SoundClass.impact,
        SoundClass.bounce,
        SoundClass.knock,
        SoundClass.clap,
        SoundClass.door,
        SoundClass.glass_break,
        SoundClass.splash,
    }
)
"""Sounds of contacts other than steps."""

CLASSES: Mapping[SoundClass, str] = MappingProxyType(
    {
        SoundClass.footsteps: """footstep, step, walk, run, ran, jog, stroll, boot, heel, march, tiptoe,
            stomp, trudge, trot, sprint, pace, stride, footfall, footwork, sneaker, shoe, running footsteps,
            wander, hike, limp, 脚步, 脚步声, 走路, 行走, 走过, 跑步, 奔跑, 高跟鞋, 步伐, 踩""",
        SoundClass.impact: """impact, thud, bump, collide, collision, bang, slam, crash, clatter, clash,
            clang, clunk, thump, clink, hammer, punch, kick, whack, smack, knock over, pound, chop, tap on,
            撞击, 碰撞, 敲击, 敲, 砸, 撞, 拳击, 打拳, 踢, 锤""",
        SoundClass.bounce: """bounce, ball, basketball, dribble, rebound, football, tennis ball, ping pong,
            soccer ball, 弹跳, 篮球, 皮球, 网球, 足球, 球""",
        SoundClass.knock: "knock, rap, knock on door, knock at the door, door knock, 敲门, 叩门, 敲门声",
        SoundClass.clap: "clap, handclap, slap, hand clap, 拍手, 鼓掌, 击掌",
        SoundClass.door: """door, gate, latch, car door, front door, door slam, door close, garage door, 门,
            关门, 开门, 车门, 房门, 大门""",
        SoundClass.glass_break: "shatter, glass break, broken glass, 打碎, 破碎, 碎裂, 摔碎, 玻璃碎",
        SoundClass.splash: "splash, plop, dive, water drop, 溅水, 水花, 落水, 溅起",
        SoundClass.whoosh: """whoosh, swoosh, swish, swing, swung, throw, threw, fly by, flyby, swipe, whip,
            arrow, 嗖, 呼啸, 挥剑, 挥动, 挥舞""",
        SoundClass.cloth: """cloth, clothes, clothing, fabric, rustle, jacket, sleeve, curtain, cape, coat,
            skirt, shirt, garment, dress, 衣服, 布料, 窗帘, 衣物, 沙沙""",
        SoundClass.rain: """rain, drizzle, downpour, rain shower, raindrop, rainfall, rainy, rainstorm, 雨,
            小雨, 大雨, 下雨, 雨声, 暴雨""",
        SoundClass.wind: "wind, windy, breeze, gust, gale, blizzard, windstorm, 风, 微风, 狂风, 大风, 风声",
        SoundClass.stream: """stream, river, brook, waterfall, tap running, running water, water running,
            creek, faucet, flowing water, water flow, pour, water stream, rapids, 溪流, 河流, 流水, 瀑布,
            溪水, 水流, 倒水""",
        SoundClass.fire: """fire, flame, campfire, crackle, burn, blaze, hearth, fireplace, bonfire, 火,
            火焰, 篝火, 燃烧, 壁炉""",
        SoundClass.engine: """engine, motor, car, truck, lorry, idle, vehicle, motorbike, motorcycle,
            scooter, bus, tractor, engine running, running engine, car driving, drive, 发动机, 引擎, 汽车,
            马达, 摩托车, 卡车""",
        SoundClass.room: "room, room tone, ambience, ambiance, interior, indoor, office, 环境声, 室内, 房间",
    }
)

FAINT_IMPACT = (
    "hit, drop, fall, fell, land, strike, struck, touch, put down, place down, set down, 掉落, 落地, 摔, 掉"
)
"""Impacts where nothing else in the same phrase sounds: rain falls too."""

BREAKING = "break, broke, broken, smash, crack, 碎"
"""Breaks where the phrase speaks of glass or ceramic, else it is an impact."""

MATERIALS: Mapping[Material, str] = MappingProxyType(
    {
        Material.wood: """wood, wooden, timber, plank, parquet, table, desk, floorboard, log, hardwood,
            chair, bench, hardwood floor, 木, 木头, 木质, 木板, 木地板, 桌子""",
        Material.metal: """metal, metallic, steel, iron, tin, pipe, wrench, spoon, fork, knife, anvil,
            sword, aluminium, aluminum, brass, metal can, blade, pan, nail, 金属, 钢, 铁, 剑""",
        Material.glass: "glass, bottle, window, jar, mirror, wineglass, pane, 玻璃, 瓶子, 窗户",
        Material.ceramic: """ceramic, porcelain, cup, mug, plate, bowl, vase, tile, tiled, dish, 瓷, 陶瓷,
            瓷砖, 杯子, 盘子, 碗""",
        Material.stone: """stone, rock, concrete, asphalt, marble, pavement, brick, cement, sidewalk,
            granite, road, cobblestone, 石, 石头, 水泥, 混凝土, 大理石""",
        Material.plastic: "plastic, bucket, toy, plastic box, 塑料, 水桶",
        Material.rubber: "rubber, tire, tyre, 橡胶",
        Material.cardboard: "cardboard, carton, box, 纸箱, 纸板",
        Material.body: "flesh, punch, kick, fist, 肉, 拳击, 打拳",
        Material.carpet: "carpet, rug, 地毯",
        Material.gravel: "gravel, pebble, 砾石, 碎石, 石子",
        Material.sand: "sand, sandy, dune, 沙, 沙滩, 沙地",
        Material.snow: "snow, snowy, 雪, 雪地",
        Material.grass: "grass, grassy, lawn, meadow, 草, 草地",
        Material.leaves: "leaf, leaves, foliage, 树叶, 落叶",
        Material.mud: "mud, muddy, 泥, 泥地",
        Material.water: "water, puddle, pool, 水, 水坑",
    }
)

SOFTER = """light, lightly, soft, softly, gentle, gently, faint, quiet, quietly, slight, distant,
    small rain, calm, 轻, 轻轻, 轻微, 微微, 柔和, 远处, 小雨, 微风"""
STRONGER = """heavy, heavily, loud, loudly, hard, strong, big, violent, intense, powerful, roaring, fierce,
    downpour, gale, 重, 沉重, 大声, 强, 强烈, 剧烈, 猛烈, 用力, 大雨, 狂风, 大风, 暴雨"""
SMALLER = "small, tiny, little, thin, 小"
LARGER = "large, huge, big, giant, massive, thick, 巨大, 大"

REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "music": """music, musical, song, melody, piano, guitar, drum, orchestra, soundtrack, violin, beat,
            score, jazz, 音乐, 歌, 歌曲, 钢琴, 吉他, 配乐""",
        "speech": """speech, talk, voice, speak, dialogue, dialog, conversation, shout, scream, whisper,
            narrator, narration, laugh, sing, singing, say, 说话, 语音, 人声, 对白, 笑声, 喊, 唱歌, 旁白""",
        "crowds": "crowd, audience, cheer, applause, chatter, 人群, 欢呼, 观众",
    }
)

UNBUILT: Mapping[str, str] = MappingProxyType(
    {
        "thunder": "thunder, lightning, thunderstorm, 雷, 雷声, 闪电",
        "creaks": "creak, squeak, hinge, 吱呀, 嘎吱",
        "scraping": "scrape, drag, scratch, slide, rub, 刮, 拖动, 摩擦",
        "rolling": "roll, wheel, skateboard, cart, 滚动, 轮子, 滑板",
        "jingling": "coin, key, jingle, chain, cutlery, 硬币, 钥匙, 链条",
        "paper": "paper, page, newspaper, crumple, 纸, 翻页",
        "animals": "bird, wing, dog, cat, bark, meow, chirp, horse, cricket, 翅膀, 鸟, 狗, 猫, 虫鸣",
        "waves": "wave, sea, ocean, surf, 海浪, 海边",
        "dripping": "drip, 滴水",
        "bubbles": "bubble, boil, simmer, 气泡, 沸腾",
        "bicycles": "bicycle, cyclist, bike, 自行车",
        "trains": "train, railway, 火车",
        "machines": "machine, fan, hum, drill, saw, 机器, 风扇, 电钻",
        "cities": "city, traffic, 城市, 街道",
        "forests": "forest, woods, 森林",
        "sparks": "spark, electricity, buzz, 电流, 火花",
        "explosions": "explosion, explode, blast, boom, gunshot, 爆炸, 枪声",
        "typing": "typing, type, keyboard, click, button, 打字, 键盘, 点击",
        "bells": "bell, siren, alarm, phone, 铃, 警报",
    }
)

ENDS = r"[,;.!?+/&|:\n，、；。！？：]|\b(?:with|then|while|over|as|but|plus|followed by)\b|然后|伴随|同时|但"
"""What ends a phrase."""
JOINS = r"\b(?:and|or|nor)\b|(?<!柔)和|以及|或"
"""What joins two phrases: a negation reaches across."""
NEGATIONS = r"\b(?:no|not|without|minus|exclude|excluding|don't|never|free of)\b|没有|不要|不含|无|(?<!特)别|去掉"
"""Everything after it in the phrase is excluded."""
