"""Dates, periods and years as Chinese text prints them.

All functions take text without white space and with half-width digits and punctuation (see `squeeze`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

OLDEST_YEAR, NEWEST_YEAR = 2008, 2049
"""Report years. The Regulation on Open Government Information (国务院令第492号) is in force since May 2008."""

_SPACE = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00ad]+")
# Full-width forms, radicals printed for characters (⼀), compatibility characters: not ① and the like, which number.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\uff01-\uff5e]+")
_CHINESE = str.maketrans("〇○零◯一二三四五六七八九", "0000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零O◯0][〇○零O◯0一二三四][〇○零O◯0一二三四五六七八九](?=年)")
_CHINESE_DAY = re.compile(r"(?<=年)([一二三四五六七八九十元]{1,3})月(?:([一二三四五六七八九十]{1,4})[日号])?")
# Some sites print their pages in traditional characters, with the reading after each: 規(guī)章.
_TRADITIONAL = (
    "開報關於條鎮鄉縣區廣東陽龍門長馬雲漢濟寧興華陝遼蘇貴慶賓島灣臺橋嶺處辦務發議員會機構國聯係電話號鄭錦鐵銅鋼銀錢衛眾計與業農織紅綠藍魚鳳鳥鵬鶴齊齡萬億們個優倉側傳債儀勞動勝協單卻厲參吳啟嘯園圍團圖場塊塢"
    "壩壽夢奪奧婦學實審寬專將對導屬岡峽崗嶽帶師幣庫廟應廳張強後從復徵徹態慮憲懷戰戶據損換揚擴攝數斷時晉書暉曆朧樂樓標樹橫檔歸歲歷殘殺汙決況淚淨湯滄滿漁潔潛澤瀋瀏灘灤烏無煙煉熱爭爺牆獎獨獲現環瓊產當療監盤盧"
    "確碼礎禮種稅穩窩筆節範築簡紀約級納紙終組結給統經維網緊線編緣練總績繼續羅義習聖聲職聽脅腦膠臨舉舊艦莊蓋蔣薦虛蘭術衝補製複見規覽觀訂記設許訴評詢試該詳認語誠說課調談請論諮證識譜護讀變讓貝財責貢貧貨販貫費"
    "貿賀資賞賣質購贈贛趙車軌軍軟較載輔輝輪輯輸轉辭邊還進運過達遠適遲遷選遺鄧鄰醫釋銜鋒錄錯鍵鎖鐘鑒閉間閔閘閣閱陰陳陸隊階際隨險隱雙離難靈靜韋韓響項順須預頒領頭題額願類顧顯風飛養餘館馮駐駿騰驗體髮魯鮮鹽麗黃"
    "黨點龐龜蕭蓮葉薊藝蘆譚豐賴趕躍釣鉅鎢鏡閩雞頂頤鴨鷹鹹麥備嵐棗沖溫漣濱濰祿綏縉臘薩蒼藺贊鄲鄖酈鄴錫鎬閬隴饒駝騎驛鯉鷺嶧帥彌憑暢棲樺欒歐涇淥淶湧溝滬漵潁瀘瀾灃爐瑩畢盡碭禪穀竇紹綿緬縱聞脈鋪蘄裡裏諸謝賽轄鄒"
    "鉛閻闊陘頗顏駕驪鴻鵝鶯瑪賢礦貳淩壯儸侖爾"
)
_SIMPLIFIED = (
    "开报关于条镇乡县区广东阳龙门长马云汉济宁兴华陕辽苏贵庆宾岛湾台桥岭处办务发议员会机构国联系电话号郑锦铁铜钢银钱卫众计与业农织红绿蓝鱼凤鸟鹏鹤齐龄万亿们个优仓侧传债仪劳动胜协单却厉参吴启啸园围团图场块坞"
    "坝寿梦夺奥妇学实审宽专将对导属冈峡岗岳带师币库庙应厅张强后从复征彻态虑宪怀战户据损换扬扩摄数断时晋书晖历胧乐楼标树横档归岁历残杀污决况泪净汤沧满渔洁潜泽沈浏滩滦乌无烟炼热争爷墙奖独获现环琼产当疗监盘卢"
    "确码础礼种税稳窝笔节范筑简纪约级纳纸终组结给统经维网紧线编缘练总绩继续罗义习圣声职听胁脑胶临举旧舰庄盖蒋荐虚兰术冲补制复见规览观订记设许诉评询试该详认语诚说课调谈请论咨证识谱护读变让贝财责贡贫货贩贯费"
    "贸贺资赏卖质购赠赣赵车轨军软较载辅辉轮辑输转辞边还进运过达远适迟迁选遗邓邻医释衔锋录错键锁钟鉴闭间闵闸阁阅阴陈陆队阶际随险隐双离难灵静韦韩响项顺须预颁领头题额愿类顾显风飞养余馆冯驻骏腾验体发鲁鲜盐丽黄"
    "党点庞龟萧莲叶蓟艺芦谭丰赖赶跃钓巨钨镜闽鸡顶颐鸭鹰咸麦备岚枣冲温涟滨潍禄绥缙腊萨苍蔺赞郸郧郦邺锡镐阆陇饶驼骑驿鲤鹭峄帅弥凭畅栖桦栾欧泾渌涞涌沟沪溆颍泸澜沣炉莹毕尽砀禅谷窦绍绵缅纵闻脉铺蕲里里诸谢赛辖邹"
    "铅阎阔陉颇颜驾骊鸿鹅莺玛贤矿贰凌壮罗仑尔"
)
_ANY_TRADITIONAL = re.compile(f"[{_TRADITIONAL}]")
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_READING = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")
_YEAR = r"(?<!\d)(20[0-4]\d)"
_MONTH_DAY = r"(0?[1-9]|1[0-2])(?:月|[-./])(3[01]|[12]\d|0?[1-9])"
_DATE = re.compile(_YEAR + r"(?:年|[-./])" + _MONTH_DAY + r"(?:[日号]|(?=\D|$)|(?=\d\d:))")
_SOLID_DATE = re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SIGNED = re.compile(r"([^,，。；;:：\d]{0,40}?)[(（]?" + _DATE.pattern + r"[)）。.]?")
_TO = r"(?:起|始|0时|00:00)?[,，]?(?:至|到|—+|–+|-+|~|～|－)(?:本?年)?"
_PERIOD = re.compile(_DATE.pattern + _TO + r"(?:(20[0-4]\d)(?:年|[-./]))?" + _MONTH_DAY + "[日号]?")
# Characters lost: 202011日至20201231日 had 年 and 月 between its digits.
_WORN_DATE = r"(20\d\d)年?(\d{1,2}月?\d{1,2})日?"
_WORN_PERIOD = re.compile(r"(?<!\d)" + _WORN_DATE + _TO + _WORN_DATE + r"(?!\d)")


def squeeze(text: str) -> str:
    """Return text without white space, with half-width digits and punctuation and simplified characters."""
    return _squeeze_short(text) if len(text) < 24 else _squeeze(text)


def _squeeze(text: str) -> str:
    text = _COMPATIBLE.sub(_plain_form, _SPACE.sub("", text))
    if _ANY_TRADITIONAL.search(text):
        return _READING.sub("", text.translate(_TO_SIMPLIFIED))
    return text


# The cells of a form that come as lines are few texts, printed over and over.
_squeeze_short = lru_cache(maxsize=16_384)(_squeeze)


def _plain_form(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def arabic(text: str) -> str:
    """Return text with Chinese years and dates in Arabic digits (二〇二一年一月二十日 as 2021年1月20日)."""
    if "二" not in text:
        return text
    text = _CHINESE_YEAR.sub(lambda found: found[0].replace("O", "0").translate(_CHINESE), text)
    return _CHINESE_DAY.sub(_arabic_day, text)


def _arabic_day(found: re.Match[str]) -> str:
    day = f"{_small_number(found[2])}日" if found[2] else ""
    return f"{_small_number(found[1])}月{day}"


def _small_number(text: str) -> int:
    """Return the number of a Chinese numeral below one hundred; 元 is one."""
    tens, ten, ones = text.replace("元", "一").rpartition("十")
    digits = {character: number for number, character in enumerate("一二三四五六七八九", start=1)}
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)


def dates_in(text: str) -> list[date]:
    """Return the valid dates printed in squeezed text, in order, also 20210126 standing alone."""
    found = [match for pattern in (_DATE, _SOLID_DATE) for match in pattern.finditer(text)]
    found.sort(key=lambda match: match.start())
    return [day for match in found if (day := _valid(match[1], match[2], match[3]))]


def signed_date(text: str) -> date | None:
    """Return the date if squeezed text is a date with nothing before it but a name."""
    match = _SIGNED.fullmatch(arabic(text))
    return _valid(match[2], match[3], match[4]) if match else None


def period_in(text: str) -> tuple[date, date] | None:
    """Return the first period printed in squeezed text; of one that lost characters only if one reading is left."""
    for match in _PERIOD.finditer(text):
        start = _valid(match[1], match[2], match[3])
        end = _valid(match[4] or match[1], match[5], match[6])
        if start and end and start < end:
            return start, end
    readings = {
        (start, end)
        for match in _WORN_PERIOD.finditer(text)
        for start in _worn(match[1], match[2])
        for end in _worn(match[3], match[4])
        if start < end
    }
    return readings.pop() if len(readings) == 1 else None


def _worn(year: str, digits: str) -> Iterator[date]:
    """Yield every date that the remaining digits of a month and a day can be."""
    month, mark, day = digits.partition("月")
    pairs = [(month, day)] if mark else [(digits[:cut], digits[cut:]) for cut in range(1, len(digits))]
    for month, day in pairs:
        if len(month) <= 2 and len(day) <= 2 and (found := _valid(year, month, day)):
            yield found


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def plausible_year(year: int) -> bool:
    """Return whether a report can be about this year."""
    return OLDEST_YEAR <= year <= NEWEST_YEAR
