"""When, and in whose words, variables are said."""

from datetime import date

from daifukucho.kernel.attribute import Attribute, AttributeType, Choice
from daifukucho.kernel.words import Words
from daifukucho.messages.variables import Speech

RANKS = Attribute("rank", AttributeType.TEXT, "ランク", "rank", (Choice("gold", Words("ゴールド", "Gold")),))
TASTE = Attribute("fields.taste", AttributeType.CHOICE, "好み", "taste", (Choice("sweet", Words("甘口", "sweet")),))
WEDDING = Attribute("fields.wedding", AttributeType.DATE, "結婚記念日", "wedding")
SIZE = Attribute("fields.size", AttributeType.NUMBER, "サイズ", "size")
MAIL = Attribute("fields.mail-ok", AttributeType.FLAG, "メルマガ", "mail")
SPOKEN = {attribute.name: attribute for attribute in (RANKS, TASTE, WEDDING, SIZE, MAIL)}

SPEECH = Speech(date(2026, 11, 22), SPOKEN)
