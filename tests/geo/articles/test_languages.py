"""Texts that are not English are refused by the name of their language; English of any kind passes."""

from __future__ import annotations

import logging

import pytest

from geo.articles.languages import check_english
from geo.errors import ArticleError

FOREIGN = [
    ("French", "Un incendie a ravagé mardi soir un immeuble du centre de Lyon. Personne n'a été blessé."),
    ("French", "Le ministre a annoncé que la réunion aurait lieu à Paris la semaine prochaine, malgré la grève."),
    ("Spanish", "Al menos tres personas murieron el lunes en un accidente de autobús cerca de Bogotá."),
    ("Spanish", "El gobierno anunció ayer que enviará ayuda a los pueblos afectados por las inundaciones."),
    ("German", "Bei einem Brand in der Altstadt von Bremen sind am Montag zwei Menschen verletzt worden."),
    ("German", "Die Polizei sucht nach Zeugen. Der Täter war in der Nacht in ein Geschäft eingebrochen."),
    ("Italian", "Due persone sono rimaste ferite nel crollo di un ponte vicino a Genova. Indaga la procura."),
    ("Italian", "Il presidente ha incontrato a Roma i sindaci dei comuni colpiti dal terremoto."),
    ("Portuguese", "A polícia prendeu ontem quatro suspeitos do assalto ao banco no centro do Recife."),
    ("Portuguese", "O governo disse que vai reconstruir as casas destruídas pela cheia no norte do país."),
    ("Dutch", "Bij een ongeluk op de snelweg bij Utrecht zijn dinsdag drie mensen gewond geraakt."),
    ("Dutch", "De minister was in Brussel en is na het overleg in de avond weer naar Den Haag gereisd."),
    ("Swedish", "En man i trettioårsåldern greps i natt efter branden i en skola utanför Malmö."),
    ("Swedish", "Regeringen vill bygga fler bostäder i norr, sade statsministern på tisdagen."),
    ("Danish", "Politiet i Aarhus har anholdt to mænd efter et knivstikkeri på en restaurant lørdag aften."),
    ("Danish", "Han sagde, at politiet har anholdt to mænd for at have været med til at sætte ild til huset."),
    ("Norwegian", "Politiet sier at de leter etter en mann som er siktet for å ha tatt seg over grensen."),
    ("Afrikaans", "Die polisie het gesê dat drie mans in hegtenis is en dat die huis in die dorp afgebrand was."),
    ("Finnish", "Kaksi ihmistä loukkaantui maanantaina tulipalossa Tampereen keskustassa, kertoo poliisi."),
    ("Polish", "W pożarze kamienicy w Krakowie zginęły dwie osoby. Strażacy walczyli z ogniem całą noc."),
    ("Polish", "Prezydent spotkał się we wtorek w Warszawie z ministrami spraw zagranicznych."),
    ("Czech", "Při srážce dvou vlaků nedaleko Brna se v pondělí zranilo deset lidí, uvedla policie."),
    ("Hungarian", "Két ember megsérült hétfőn egy tűzben Debrecen belvárosában, közölte a rendőrség."),
    ("Romanian", "Doi oameni au murit luni într-un accident rutier produs lângă Cluj, a anunțat poliția."),
    ("Turkish", "Ankara'nın merkezinde dün akşam çıkan yangında iki kişi yaralandı, polis soruşturma başlattı."),
    ("Turkish", "Bakan, sel bölgesine yardım gönderileceğini ve yolların haftaya açılacağını söyledi."),
    ("Indonesian", "Gempa bumi mengguncang pulau Lombok pada Senin malam. Sedikitnya lima orang terluka."),
    ("Indonesian", "Presiden mengatakan pemerintah akan membangun kembali rumah warga yang rusak akibat banjir."),
    ("Swahili", "Watu watatu walifariki dunia jana katika ajali ya basi karibu na mji wa Mombasa."),
    ("Swahili", "Rais alisema serikali itatuma msaada kwa wakazi wa vijiji vilivyoathiriwa na mafuriko."),
    ("Vietnamese", "Hai người bị thương trong vụ cháy tại trung tâm thành phố Huế vào tối thứ Hai."),
    ("Somali", "Ugu yaraan saddex qof ayaa ku dhintay qarax ka dhacay magaalada Muqdisho shalay."),
    ("Hausa", "Akalla mutane uku ne suka mutu a jiya a wani hatsari da ya faru kusa da birnin Kano."),
    ("Arabic", "قتل ثلاثة أشخاص في انفجار وقع يوم الاثنين في وسط المدينة."),
    ("Arabic", "انفجار في حلب"),
    ("Persian", "دو نفر در آتش سوزی روز دوشنبه در مرکز شهر شیراز زخمی شدند."),
    ("Russian", "В понедельник в центре Самары сгорел жилой дом, пострадали два человека."),
    ("Russian", "Взрыв в Казани"),
    ("Ukrainian", "У понеділок у центрі Львова загорівся будинок, постраждали двоє людей."),
    ("Greek", "Δύο άνθρωποι τραυματίστηκαν τη Δευτέρα σε πυρκαγιά στο κέντρο της Πάτρας."),
    ("Hebrew", "שני בני אדם נפצעו ביום שני בשריפה במרכז חיפה."),
    ("Hindi", "सोमवार को पटना के एक बाज़ार में आग लगने से दो लोग घायल हो गए।"),
    ("Chinese", "周一晚间，武汉市中心一栋居民楼发生火灾，造成两人受伤。"),
    ("Japanese", "月曜日の夜、仙台市の中心部で火事があり、二人がけがをした。"),
    ("Korean", "월요일 밤 대구 시내에서 불이 나 두 명이 다쳤다."),
    ("Thai", "เมื่อคืนวันจันทร์เกิดเพลิงไหม้ในตัวเมืองเชียงใหม่ มีผู้บาดเจ็บสองคน"),
    ("Amharic", "ሰኞ ዕለት በጎንደር ከተማ በደረሰ የእሳት አደጋ ሁለት ሰዎች ተጎድተዋል።"),
]

ENGLISH = [
    "Oslo",
    "Bomb kills 3 in Baghdad",
    "Floods hit Jakarta, Semarang, Surabaya",
    "Paris, Lyon, Marseille, Toulouse, Nice, Nantes, Strasbourg, Montpellier, Bordeaux, Lille, Rennes, Reims",
    "Garcia Lopez, Juan; Martinez Ruiz, Ana; Perez Soto, Luis; Romero Diaz, Eva; Torres Gil, Jose; Vega, Rosa",
    "SEVEN KILLED AS TROOPS STORM REBEL BASE NEAR BUENAVENTURA, COLOMBIA",
    "Sheikh Abdul Rahman al-Tikriti met Mullah Fazlullah Khan and Haji Nur Mohammad in Lashkar Gah on Monday.",
    "Slobodan Milosevic, Radovan Karadzic, Ratko Mladic and Zoran Djindjic spoke in Pale near Sarajevo.",
    "RT @kiwi: big quake just now in #Christchurch, everyone ok? power out in Riccarton",
    'The mayor cried "¡No pasarán! ¡El pueblo unido jamás será vencido!" and left the square in Seville.',
    (
        "Talks open. Les pourparlers ont commencé lundi. The talks between the two sides began on Monday in Geneva and "
        "they will go on for a week. Les pourparlers entre les deux camps ont commencé lundi à Genève."
    ),
    "The Arabic for Aleppo is حلب, and the city was once called بيرويا.",
    "Fire in Gdańsk kills two. Łukasz Wójcik, who lived on the third floor, said that he had heard an explosion.",
    "123 456 – 789",
]


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_other_languages_are_refused_by_name(language, text):
    with pytest.raises(ArticleError, match=rf"^a\.txt: the text is {language} \(\w+\); Dateline reads English only"):
        check_english(text, "a.txt")


@pytest.mark.parametrize("text", ENGLISH)
def test_english_of_any_kind_passes(text):
    check_english(text, "a.txt")


def test_a_script_too_short_for_a_language_is_named():
    with pytest.raises(ArticleError, match="Cherokee script"):
        check_english("ᏣᎳᎩ", "a.txt")


def test_lone_surrogates_are_no_trouble():
    check_english("Snow \ud800 fell on Oslo and it was cold there for a week \udfff.", "a.txt")


def test_nothing_is_logged(caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(ArticleError):
        check_english(FOREIGN[0][1], "a.txt")
    assert not caplog.records
