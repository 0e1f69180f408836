# ruff: noqa: E501 - tables of what clients print
"""What clients print above a quotation and below a mail, in their languages and oddest shapes, and what stays."""

from __future__ import annotations

import pytest

from tests.intake.reading.quotes.bodies import split_html, split_text

WORDS = "Friday suits me."
MARKED = "> Which day suits you?\n> Anna\n"
UNMARKED = "Which day suits you?\nAnna\n"
# Directly above marked lines: whatever language or verb
ABOVE_MARKS = (
    "On Monday, 2 November 2026 16:40 Learning Help sent:",
    "---- Learning desk wrote ----",
    "-------- Leerhulp Noord schreef --------",
    "---- Lernhilfe schrieb ----",
    "---- Aide a écrit ----",
    "Vào Th 2, 2 thg 11, 2026 vào lúc 16:40 Leerhulp <help@example.org> đã viết:",
    "Wiadomość napisana przez Leerhulp <help@example.org> w dniu 02.11.2026, o godz. 16:40:",
    "Op maandag 2 november 2026 om 16:40 schreef Leerhulp <help@example.org>:",
    "On Mon, Nov 02, 2026 at 4:40 PM, Learning Help < help@example.org > wrote:",
    "On Mon, 2 Nov 2026, Learning Help wrote:",
    "Learning Help <help@example.org> writes:",
    "On Mon 02 Nov 2026 at 16:40, Learning Help <help@example.org> wrote:",
    '"Learning Help" <help@example.org> wrote on 11/02/2026 04:40:12 PM:',
    "On Mon, Nov 2, 2026, at 4:40 PM, Learning Help wrote:",
    "On November 2, 2026, Learning Help <help@example.org> wrote:",
    'Op ma 2 nov. 2026 16:40 schreef "Leerhulp Noord" <leerhulp.noord.antwoorden@voorbeeld.be\n>:',
    "On Mon, Nov 2, 2026 at 4:40 PM Learning Help <learning.help.answers@example.org\n> wrote:",
    "Op ma 2 nov. 2026 om 16:40 schreef Leerhulp via Noord <\nleerhulp.noord@voorbeeld.be>:",
    "On Mon, Nov 2, 2026 at 4:40 PM Learning Help <help@example.org<mailto:\nhelp@example.org>> wrote:",
    "On Nov 2, 2026, at 4:40 PM, Learning Help <help@example.org<mailto:help@example.org\n>> wrote:",
    "Am Mo., 2. Nov. 2026 um 16:40 Uhr schrieb Lernhilfe <lernhilfe.nord@example.org\n>:",
    "Em seg., 2 de nov. de 2026 às 16:40, Ajuda <ajuda.cursos@example.org\n> escreveu:",
)
# Surely of a client, so that what follows is quoted without any mark
ALONE = (
    "Vào Th 2, 2 thg 11, 2026 vào lúc 16:40 Leerhulp <help@example.org> đã viết:",
    "Vào 16:40, 2 thg 11, 2026, Leerhulp <help@example.org> đã viết:",
    "El 2/11/2026 16:40, Leerhulp <help@example.org> ha escrit:",
    "Missatge de Leerhulp <help@example.org> del dia dl., 2 de nov. 2026 a les 16:40:",
    "Wiadomość napisana przez Leerhulp <help@example.org> w dniu 02.11.2026, o godz. 16:40:",
    "Wiadomość napisana przez Leerhulp w dniu 2 lis 2026, o godz. 16:40:",
    "Dnia 2 listopada 2026 16:40 Leerhulp napisał(a):",
    "W dniu pon., 2 lis 2026 o 16:40 Leerhulp help@example.org napisał(a):",
    "เมื่อ จ. 2 พ.ย. 2026 เวลา 16:40 Leerhulp <help@example.org> เขียนว่า:",
    "Pada tanggal Sen, 2 Nov 2026 pukul 16.40 Leerhulp <help@example.org> menulis:",
    "Pada Isn, 2 Nov 2026 pada 4:40 PTG Leerhulp <help@example.org> menulis:",
    "\u202bבתאריך יום ב׳, 2 בנוב׳ 2026 ב-16:40 מאת \u202aLeerhulp\u202c\u200f <\u202ahelp@example.org\u202c\u200f>:\u202c",
    "في الاثنين، 2 نوفمبر 2026 في 4:40 م تمت كتابة ما يلي بواسطة Leerhulp <help@example.org>:",
    "در دوشنبه، 2 نوامبر 2026 ساعت 16:40، Leerhulp <help@example.org> نوشت:",
    "2026-11-02, pr, 16:40 Leerhulp <help@example.org> rašė:",
    "pirmd., 2026. g. 2. nov., plkst. 16:40 — lietotājs Leerhulp (<help@example.org>) rakstīja:",
    "Kuupäev E, 2. november 2026 kell 16:40 kirjutas Leerhulp <help@example.org>:",
    "На пн, 2.11.2026 г. в 16:40 Leerhulp <help@example.org> написа:",
    "V V pon., 2. nov. 2026 ob 16:40 je oseba Leerhulp <help@example.org> napisala:",
    "pon, 2. stu 2026. u 16:40 Leerhulp <help@example.org> napisao je:",
    "У пон, 2. нов 2026. у 16:40 Leerhulp <help@example.org> је написао/ла:",
    "Þann mán., 2. nóv. 2026 kl. 16:40 skrifaði Leerhulp <help@example.org>:",
    "O luns, 2 de nov. de 2026 ás 16:40, Leerhulp <help@example.org> escribiu:",
    "Leerhulp (<help@example.org>) erabiltzaileak hau idatzi du (2026 aza. 2, al. (16:40)):",
    "सोम, 2 नव॰ 2026 को 4:40 pm बजे को Leerhulp <help@example.org> ने लिखा:",
    "Leerhulp <help@example.org> ezt írta (időpont: 2026. nov. 2., H, 16:40):",
    "2026. 11. 02. dátummal, 16:40 időpontban Leerhulp <help@example.org> írta:",
    "În lun., 2 nov. 2026 la 16:40, Leerhulp <help@example.org> a scris:",
    "po 2. 11. 2026 v 16:40 odesílatel Leerhulp <help@example.org> napsal:",
    "po 2. 11. 2026 o 16:40 Leerhulp <help@example.org> napísal(a):",
    "Στις Δευ 2 Νοε 2026 στις 4:40 μ.μ., ο χρήστης Leerhulp <help@example.org> έγραψε:",
    "Leerhulp <help@example.org>, 2 Kas 2026 Pzt, 16:40 tarihinde şunu yazdı:",
    "пн, 2 лист. 2026 р. о 16:40 Leerhulp <help@example.org> пише:",
    "пн, 2 нояб. 2026 г. в 16:40, Leerhulp <help@example.org>:",
    "Leerhulp <help@example.org> 于2026年11月2日周一 16:40写道：",
    "Leerhulp <help@example.org> 於 2026年11月2日 週一 下午4:40寫道：",
    "2026年11月2日(月) 16:40 Leerhulp <help@example.org>:",
    "2026/11/02 16:40、Leerhulp <help@example.org>のメール:",
    "2026년 11월 2일 (월) 오후 4:40, Leerhulp <help@example.org>님이 작성:",
    "Leerhulp <help@example.org> kirjoitti 2.11.2026 kello 16.40:",
    "man. 2. nov. 2026 kl. 16:40 skrev Leerhulp <help@example.org>:",
    "2. nov. 2026 kl. 16:40 skrev Leerhulp <help@example.org>:",
    "2 nov. 2026 kl. 16:40 skrev Leerhulp <help@example.org>:",
    "Em seg., 2 de nov. de 2026, 16:40, Leerhulp <help@example.org> escreveu:",
    "El lun, 2 de nov. de 2026 4:40 p. m., Leerhulp <help@example.org> escribió:",
    "Il giorno 2 nov 2026, alle ore 16:40, Leerhulp <help@example.org> ha scritto:",
    "Op 2 nov. 2026 16:40 +0100 schreef Leerhulp <help@example.org>:",
    "Op maandag 2 november 2026 16:40:12 CET schreef Leerhulp:",
    "Op maandag 2 november 2026 om 16:40, Leerhulp <help@example.org> schreef:",
    "Leerhulp <help@example.org> schreef op 2 november 2026 16:40:12 CET:",
    "On November 2, 2026 4:40:12 PM GMT+01:00, Learning Help <help@example.org> wrote:",
    "On Mon, Nov 2, 2026 at 4:40 PM Learning Help <learning.help.answers@example.org\n> wrote:",
    "On Nov 2, 2026, at 4:40 PM, Learning Help\n<help@example.org<mailto:help@example.org>>\nwrote:",
    "\u202aOn Mon, Nov 2, 2026 at 4:40 PM \u202bLearning Help\u202c <\u202ahelp@example.org\u202c> wrote:\u202c",
    "On Mon, Nov 2, 2026 at 4:40\u202fPM \u2068Learning Help\u2069 <help@example.org> wrote:",
    "\u2068Op ma 2 nov. 2026 om 16:40 schreef Leerhulp <help@example.org>:\u2069",
    "\u202aVan:\u202c Leerhulp <help@example.org>\n\u202aVerzonden:\u202c maandag 2 november 2026 16:40\n\u202aAan:\u202c joke@example.org\n\u202aOnderwerp:\u202c Cursus",
)
FOOTERS = """
Sent from my iPad
Sent from Mail for Windows
Sent from Outlook for Android
Sent from Yahoo Mail on Android
Sent from Yahoo Mail. Get the app
Sent from Proton Mail for iOS
Sent with Proton Mail secure email.
Sent with ProtonMail Secure Email.
Sent from Tuta
Sent with Spark
Sent via Superhuman
Sent via Superhuman iOS ( https://sprh.mn/?vip=me@example.org )
Sent from Spike
Sent from my Huawei phone
Sent from my T-Mobile 5G Device
Sent from AT&T Yahoo Mail for iPhone
Sent from Samsung Galaxy smartphone.
Sent from Samsung tablet
Sent from BlueMail
Get BlueMail for Android
Get Outlook for iOS
Get Outlook for Mac
Sent from Front
Sent with Mailbutler
Sent with Shift
Sent using Zoho Mail
Sent from Canary
Sent with [Canary](https://canarymail.io)
Sent with Airmail
Sent from Newton Mail
Sent from myMail for iOS
Sent from Nine
Sent from Edison Mail for iOS
Sent from FairEmail
Sent from my Xperia
Sent from my Fairphone
Sent from my Pixel 8
Sent from my mobile phone, please excuse typos
Sent from my mobile. Please excuse brevity.
Sent from my phone - apologies for typos
Sent from a mobile device
Sent from HEY
Sent from eM Client
Sent from Mimestream
Verzonden vanuit Mail voor Windows
Verzonden vanaf Outlook voor iOS
Verzonden met Proton Mail
Verzonden met Proton Mail beveiligde e-mail.
Verstuurd vanaf mijn iPad
Verstuurd vanaf mijn Samsung Galaxy-smartphone.
Verzonden vanaf mijn Galaxy
Verzonden vanaf Samsung-tablet.
Outlook voor Android downloaden
Outlook voor iOS ophalen
Download Outlook voor Android
Verstuurd vanuit Yahoo Mail op Android
Verzonden vanaf Yahoo Mail voor iPhone
Verzonden via BlueMail
Verstuurd met Spark
Verzonden met behulp van Zoho Mail
Verzonden vanaf mijn Huawei telefoon
Verstuurd vanaf mijn mobiel, excuses voor typefouten
Verstuurd met mijn telefoon
Verzonden door mijn Android-toestel
Verstuurd met de KPN Mail-app
Verstuurd vanuit mijn Telenet Mail app
Vanaf mijn mobiel verzonden
Von meinem iPhone gesendet
Von meinem iPad gesendet
Gesendet von Outlook für iOS
Gesendet von Mail für Windows
Von meinem Samsung Gerät gesendet.
Gesendet mit der GMX Mail App
Gesendet mit der WEB.DE Mail App
Von meinem Mobiltelefon mit der WEB.DE Mail App gesendet.
Diese Nachricht wurde von meinem Android-Mobiltelefon mit GMX Mail gesendet.
Diese Nachricht wurde von meinem Android Mobiltelefon mit K-9 Mail gesendet.
Gesendet von meinem Galaxy
Gesendet mit Proton Mail
Gesendet mit der Telekom Mail App
Outlook für Android herunterladen
Holen Sie sich Outlook für iOS
Von Yahoo Mail auf Android gesendet
Sicher versendet mit Proton Mail
Gesendet über BlueMail
Envoyé de mon iPhone
Envoyé de mon iPad
Envoyé depuis mon appareil mobile Samsung.
Envoyé depuis Outlook pour iOS
Envoyé à partir de Outlook pour Android
Envoyé à partir de Courrier pour Windows
Téléchargez Outlook pour Android
Obtenir Outlook pour iOS
Obtenir Outlook pour Android
Envoyé depuis l'application Mail Orange
Envoyé avec Proton Mail
Envoyé avec la messagerie sécurisée Proton Mail.
Envoyé depuis mon mobile
Envoyé depuis Yahoo Mail pour Android
Télécharger BlueMail pour Android
Provenance : Courrier pour Windows 10
Enviado desde mi iPhone
Enviado desde mi Samsung Mobile de Claro
Enviado desde Outlook para iOS
Obtener Outlook para Android
Enviado desde Correo para Windows
Enviado desde Yahoo Mail con Android
Enviado con Proton Mail
Enviat des del meu iPhone
Inviato da iPhone
Inviato dal mio iPad
Inviato dal mio dispositivo Samsung
Inviato da Outlook per iOS
Scarica Outlook per Android
Inviato da Yahoo Mail su Android
Inviato da Libero Mail per iOS
Inviato con Proton Mail
Enviado do meu iPhone
Enviado do meu Galaxy
Enviado do Outlook para iOS
Obter o Outlook para Android
Obtenha o Outlook para iOS
Enviado do Yahoo Mail no Android
Sendt fra min iPhone
Sendt fra min iPad
Sendt fra Outlook til iOS
Hent Outlook til Android
Sendt fra min Samsung Galaxy-smarttelefon.
Skickat från min iPhone
Skickades från min iPhone
Skickat från Outlook för iOS
Hämta Outlook för Android
Skickat från min Samsung Mobil
Skickades från E-post för Windows
Få Outlook for iOS
Skaffa Outlook för iOS
Lähetetty iPhonesta
Lähetetty Samsungin Galaxy-älypuhelimesta.
Hanki Outlook for iOS
Hae Outlook for Android
Lähetetty Outlook for iOSista
Wysłane z iPhone'a
Wysłano z iPhone'a
Wysłane z telefonu Samsung
Pobierz program Outlook dla systemu Android
Pobierz aplikację Outlook dla systemu iOS
Wysłano z programu Outlook dla systemu iOS
Wysłane z aplikacji mobilnej WP
Wysłane przy użyciu Proton Mail
Odesláno z iPhonu
Odesláno z mého iPhonu
Odesláno z Outlooku pro Android
Získejte Outlook pro iOS
Získať Outlook pre Android
Odoslané z iPhonu
Odoslané z môjho iPhonu
Az iPademről küldve
iPhone-ról küldve
Samsung okostelefonomról küldve
Elküldve a következőből: Outlook for Android
Az Outlook beszerzése iOS-re
Trimis de pe iPhone-ul meu
Trimis de pe telefonul meu Samsung
Obțineți Outlook pentru iOS
Отправлено с iPhone
Отправлено с моего iPhone
Отправлено из мобильной Почты Mail.ru
Отправлено из мобильной Яндекс.Почты
Отправлено из Outlook для Android
Скачайте Outlook для Android
Надіслано з iPhone
Надіслано з пристрою Galaxy
Изпратено от моя iPhone
Изпратено от iPhone
Poslano s mog iPhonea
Poslano z mojega iPhona
Послато са мог iPhone-а
iPhone'umdan gönderildi
iPhone'dan gönderildi
Samsung Galaxy akıllı telefonumdan gönderildi.
iOS için Outlook'u edinin
Στάλθηκε από το iPhone μου
Στάλθηκε από το Outlook για Android
נשלח מה-iPhone שלי
تم الإرسال من الـ iPhone
أُرسلت من الـ iPhone
iPhoneから送信
iPadから送信
Outlook for iOSを入手
Android 版 Outlook を入手
从我的iPhone发送
发自我的iPhone
发自我的 iPhone
發自我的 iPhone
從我的 iPhone 傳送
从 Windows 版邮件发送
获取 Outlook for iOS
발신: 내 iPhone
나의 iPhone에서 보냄
내 iPhone에서 보냄
iOS용 Outlook 다운로드
Đã gửi từ iPhone của tôi
Dikirim dari iPhone saya
ส่งจาก iPhone ของฉัน
Saadetud minu iPhone'ist
Išsiųsta iš mano iPhone
Nosūtīts no mana iPhone
Sent from my Verizon, Samsung Galaxy smartphone
Sent from my Sprint phone
Sent from Xfinity Connect App
Sent from the all new AOL app for iOS
Sent from Workspace ONE Boxer
Sent from Mailspring
Sent from my BlackBerry 10 smartphone on the Rogers network.
""".strip().splitlines()
BODIES = {
    "nl em": (
        "Friday suits me.\n\n------ Origineel bericht ------\nVan: Leerhulp <help@example.org>\nAan: Joke <joke@example.org>\nVerzonden: 2-11-2026 16:40:12\nOnderwerp: Cursus\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "nl em new": (
        'Friday suits me.\n\n------ Origineel bericht ------\nVan "Leerhulp" <help@example.org>\nAan "Joke" <joke@example.org>\nDatum 2-11-2026 16:40:12\nOnderwerp Cursus\n\nWhich day suits you?\nAnna\n',
        "Friday suits me.",
    ),
    "en em new": (
        'Friday suits me.\n\n------ Original Message ------\nFrom "Learning Help" <help@example.org>\nTo "Joke" <joke@example.org>\nDate 11/2/2026 4:40:12 PM\nSubject Course\n\nWhich day suits you?\nAnna\n',
        "Friday suits me.",
    ),
    "proton": (
        "Friday suits me.\n\n-------- Original Message --------\nOn 11/02/26 16:40, Learning Help <help@example.org> wrote:\n>  Which day suits you?\n",
        "Friday suits me.",
    ),
    "proton P": (
        "Friday suits me.\n\n------- Original Message -------\nOn Monday, November 2nd, 2026 at 4:40 PM, Learning Help <help@example.org> wrote:\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "snail": (
        "Friday suits me.\n\nLearning Help <help@example.org> wrote in\n <20261102154012.AbCdE%help@example.org>:\n |Which day suits you?\n |Anna\n",
        "Friday suits me.",
    ),
    "snail2": (
        "Friday suits me.\n\nLearning Help wrote in\n <20261102154012.AbCdE%help@example.org>:\n |Which day suits you?\n |Anna\n",
        "Friday suits me.",
    ),
    "notes14": (
        "Friday suits me.\n\nLearning Help ---11/02/2026 04:40:12 PM---Hello, Which day suits you?\n\nFrom: Learning Help/Org\nTo: joke@example.org\nDate: 11/02/2026 04:40 PM\nSubject: Course\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "zimbra": (
        'Friday suits me.\n\nVan: "Leerhulp" <help@example.org>\nAan: "Joke" <joke@example.org>\nVerzonden: Maandag 2 november 2026 16:40:12\nOnderwerp: Cursus\n\n\nWhich day suits you?\nAnna\n',
        "Friday suits me.",
    ),
    "same1": (
        "Friday suits me. On Mon, Nov 2, 2026 at 4:40 PM, help@example.org wrote:\n> Which day suits you?\n> Anna\n",
        "Friday suits me.",
    ),
    "same2": (
        "But only on Mondays--- On Mon, Nov 2, 2026 at 4:40 PM, Learning Help <help@example.org> wrote:\n> Which day suits you?\n> Anna\n",
        "But only on Mondays",
    ),
    "same3": (
        "Vrijdag past mij. Op ma 2 nov. 2026 om 16:40 schreef Leerhulp <help@example.org>:\n> Which day suits you?\n> Anna\n",
        "Vrijdag past mij.",
    ),
    "same4": (
        "Vrijdag past mij.Op 2-11-2026 om 16:40 schreef Leerhulp:\n> Which day suits you?\n> Anna\n",
        "Vrijdag past mij.",
    ),
    "same5": (
        "Ja! Am 02.11.2026 um 16:40 schrieb Lernhilfe <help@example.org>:\n> Which day suits you?\n> Anna\n",
        "Ja!",
    ),
    "same6": (
        "Vendredi me convient. Le lun. 2 nov. 2026 à 16:40, Aide <help@example.org> a écrit :\n> Which day suits you?\n> Anna\n",
        "Vendredi me convient.",
    ),
    "same7": (
        "Friday? On 2 Nov 2026, at 16:40, Learning Help <help@example.org> wrote:\nWhich day suits you?\nAnna\n",
        "Friday?",
    ),
    "same8": (
        "Vrijdag past mij. Op ma 2 nov. 2026 om 16:40 schreef Leerhulp\n<help@example.org>:\n> Which day suits you?\n> Anna\n",
        "Vrijdag past mij.",
    ),
    "same mid": (
        "Hello,\n\nFriday suits me. On Mon, Nov 2, 2026 at 4:40 PM, Learning Help\n<help@example.org> wrote:\n\n> Which day suits you?\n> Anna\n",
        "Hello,\n\nFriday suits me.",
    ),
    "bidi5": ("Friday suits me.\n\n\u202aSent from my iPhone\u202c\n", "Friday suits me."),
    "hb date to": (
        "Friday suits me.\n________________________________\nDate: Mon, 2 Nov 2026 16:40:12 +0100\nTo: joke@example.org\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb date to2": (
        "Friday suits me.\n\n---\nDatum: 2 november 2026 16:40\nAan: joke@example.org\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb from date": (
        "Friday suits me.\n\n-----\nVan: Leerhulp <help@example.org>\nDatum: 2 november 2026 16:40\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb from subj": (
        "Friday suits me.\n\n________________________________\nFrom: Learning Help <help@example.org>\nSubject: Course\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb one line": (
        "Friday suits me.\n________________________________\n*From:* Learning Help <help@example.org> *Sent:* Monday, November 2, 2026 4:40 PM\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb one line nl": (
        "Friday suits me.\n________________________________\n**Van:** Leerhulp <help@example.org> **Verzonden:** maandag 2 november 2026 16:40\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb one line 4": (
        "Friday suits me.\n________________________________\n*Van:* Leerhulp <help@example.org> *Verzonden:* maandag 2 november 2026 16:40 *Aan:* Joke <joke@example.org> *Onderwerp:* Cursus\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb datefirst": (
        "Friday suits me.\n\n-----\nDate: Mon, 2 Nov 2026 16:40:12 +0100\nFrom: help@example.org\nTo: joke@example.org\nSubject: Course\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "hb hotmail": (
        "Friday suits me.\n\nDate: Mon, 2 Nov 2026 16:40:12 +0100\nSubject: Course\nFrom: help@example.org\nTo: joke@example.org\n\nWhich day suits you?\nAnna\n",
        "Friday suits me.",
    ),
    "wq1": (
        "Friday suits me.\n\nOn Mon, Nov 2, 2026 at 4:40 PM, Learning Help wrote:\n> Which day suits you for the course that we talked about last\nweek, and at\n> what time?\n",
        "Friday suits me.",
    ),
    "wq2": (
        "Friday suits me.\n\nOn Mon, Nov 2, 2026 at 4:40 PM, Learning Help wrote:\n> You can choose between Monday, Tuesday, Wednesday, Thursday and\nFriday.\n> Anna\n",
        "Friday suits me.",
    ),
    "wq4": (
        "Friday suits me.\n\nOp 2-11-2026 om 16:40 schreef Leerhulp:\n> Zie de pagina met alle cursussen die we dit jaar aanbieden op\nhttps://example.org/courses/excel-for-beginners/\n> Anna\n",
        "Friday suits me.",
    ),
    "wq control": (
        "Op 2-11-2026 om 16:40 schreef Leerhulp:\n> Welke dag past je het best voor de cursus waarover we het hadden?\nVrijdag.\n> En hoe laat?\nOm 9 uur.\n",
        "Vrijdag.\n\nOm 9 uur.",
    ),
    "f hu": ("Friday suits me.\nAz iPhone-omról küldve\n", "Friday suits me."),
    "f bb": (
        "Ok.\nSent wirelessly from my BlackBerry device on the Bell network.\nEnvoyé sans fil par mon terminal mobile BlackBerry sur le réseau de Bell.\n",
        "Ok.",
    ),
    "f bb2": ("Ok.\nSent from my BlackBerry® smartphone from Orange\n", "Ok."),
    "f bb3": ("Ok.\nSent via BlackBerry from T-Mobile\n", "Ok."),
    "f bb4": ("Ok.\nSent on the Sprint® Now Network from my BlackBerry®\n", "Ok."),
    "f bb5": ("Ok.\nVerzonden via mijn BlackBerry van Proximus\n", "Ok."),
    "f rule": (
        "Friday suits me.\n\n________________________________\nSent from my Galaxy\n",
        "Friday suits me.",
    ),
    "f rule2": ("Friday suits me.\n\n---\nVerzonden met Outlook voor Android\n", "Friday suits me."),
    "f rule3": ("Friday suits me.\n\n*****\nVerstuurd vanaf mijn iPhone\n", "Friday suits me."),
    "f rule q": (
        "Friday suits me.\n\n---\nVerstuurd vanaf mijn iPhone\n\nOp ma 2 nov 2026 om 16:40 schreef Leerhulp <help@example.org>:\n> Which day suits you?\n> Anna\n",
        "Friday suits me.",
    ),
}
REPLY = "Vrijdag past mij."
# As clients write them, by name
TEXTS = {
    "sep nl": "\n\n-----Oorspronkelijk bericht-----\nVan: Leerhulp\nVerzonden: maandag 2 november 2026 16:40\nAan: Joke\nOnderwerp: Cursus\n\nWelke dag past je?\nAnna",
    "outlook fr": "\n\n________________________________\nDe : Aide <aide@exemple.fr>\nEnvoyé : lundi 2 novembre 2026 16:40\nÀ : Joke <joke@exemple.fr>\nObjet : Cours\n\nWelke dag past je?\nAnna",
    "outlook nl mac": "\n\nVan: Leerhulp <leerhulp@voorbeeld.be>\nDatum: maandag, 2 november 2026 om 16:40\nAan: Joke <joke@voorbeeld.be>\nOnderwerp: Cursus\nWelke dag past je?\nAnna",
    "notes nl": "\n\n\n\nVan: Leerhulp <leerhulp@voorbeeld.be>\nAan: joke@voorbeeld.be\nDatum: 02-11-2026 16:40\nOnderwerp: Cursus\n\n\n\nWelke dag past je?\nAnna",
    "notes tbl": "\n\n\n  \nFrom:\tLearning Help <help@example.org>\nTo:\tjoke@example.org\nDate:\t02-11-2026 16:40\nSubject:\tCourse\n\nWelke dag past je?\nAnna",
    "notes pad": "\n\n\nFrom:        Learning Help <help@example.org>\nTo:        joke@example.org\nDate:        02/11/2026 16:40\nSubject:        Course\n________________________________\n\n\nWelke dag past je?\nAnna",
    "gw": "\n\n>>> Leerhulp <leerhulp@voorbeeld.be> 2/11/2026 16:40 >>>\nWelke dag past je?\nAnna",
    "hotmail old": "\n\n> Date: Mon, 2 Nov 2026 16:40:12 +0100\n> From: help@example.org\n> To: joke@example.org\n> Subject: Course\n>\n> Which day?\n",
    "hotmail 2": "\n\nSubject: Cursus\nFrom: leerhulp@voorbeeld.be\nDate: Mon, 2 Nov 2026 16:40:12 +0100\nTo: joke@voorbeeld.be\n\nWelke dag past je?\nAnna",
    "Yahoo old": "\n\n--- On Mon, 11/2/26, Learning Help <help@example.org> wrote:\n\nFrom: Learning Help <help@example.org>\nSubject: Course\nTo: joke@example.org\nDate: Monday, November 2, 2026, 4:40 PM\n\nWelke dag past je?\nAnna",
    "aol": "\n\n-----Original Message-----\nFrom: Learning Help <help@example.org>\nTo: joke <joke@example.org>\nSent: Mon, Nov 2, 2026 4:40 pm\nSubject: Course\n\nWelke dag past je?\nAnna",
    "aol2": "\n\nIn a message dated 11/2/2026 4:40:12 PM Romance Standard Time, help@example.org writes:\n\nWelke dag past je?\nAnna",
    "Telenet": '\n\n----- Oorspronkelijk bericht -----\nVan: "Leerhulp" <leerhulp@voorbeeld.be>\nAan: "Joke" <joke@telenet.be>\nVerzonden: Maandag 2 november 2026 16:40:12\nOnderwerp: Cursus\n\nWelke dag past je?\nAnna',
    "proximus": "\n\n> Op 2 nov 2026 om 16:40 schreef Leerhulp <leerhulp@voorbeeld.be>:\n> \n> Welke dag past je?\n",
    "open-xchange": "\n\n> Op 02-11-2026 16:40 schreef Leerhulp <leerhulp@voorbeeld.be>:\n> \n>  \n> Welke dag past je?\n",
    "ox de": "\n\n> Lernhilfe <help@example.org> hat am 02.11.2026 16:40 CET geschrieben:\n> \n>  \n> Which day?\n",
    "ox en": "\n\n> On 11/02/2026 4:40 PM CET Learning Help <help@example.org> wrote:\n> \n>  \n> Which day?\n",
    "ox unm": "\n\n On 11/02/2026 4:40 PM CET Learning Help <help@example.org> wrote:\n \n \n Which day?\n",
    "ox de unm": "\n\nLernhilfe <help@example.org> hat am 02.11.2026 16:40 CET geschrieben:\n\n\nWhich day?\n",
    "de 2": "\n\nAm 2. November 2026 16:40:12 MEZ schrieb Lernhilfe <help@example.org>:\n>Which day?\n",
    "k9 nl": "\n\nOp 2 november 2026 16:40:12 CET schreef Leerhulp <leerhulp@voorbeeld.be>:\n>Welke dag?\n\n-- \nVerstuurd vanaf mijn Android apparaat met K-9 Mail. Excuseer mijn beknoptheid.\n",
    "k9 de": "\n-- \nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.\n\nAm 2. November 2026 16:40:12 MEZ schrieb Lernhilfe <help@example.org>:\n>Which day?\n",
    "fairemail": "\n\n2 Nov 2026, 16:40, by help@example.org:\n\n> Which day?\n",
    "tuta": "\n\n\n-- \nSecured with Tuta Mail:\nhttps://tuta.com/free-email\n\n\n2 nov 2026, 16:40 van leerhulp@voorbeeld.be:\n\n> Welke dag?\n",
    "tuta en": "\n\n\nNov 2, 2026, 16:40 by help@example.org:\n\n> Which day?\n",
    "tuta unm": "\n\n\nNov 2, 2026, 16:40 by help@example.org:\n\nWhich day?\n",
    "mailspring": "\n\nOn Nov 2 2026, at 4:40 pm, Learning Help <help@example.org> wrote:\n> Which day?\n",
    "spike": "\n\n\nLearning Help <help@example.org> schreef op november 2, 2026 om 16:40 GMT:\nWelke dag past je?\nAnna",
    "blue": "\n\nGet BlueMail for Android\nOp 2 nov. 2026, om 16:40, Leerhulp <leerhulp@voorbeeld.be> schreef:\nWelke dag past je?\nAnna",
    "blue2": "\n\n\u2063Verkrijg BlueMail voor Android \u200b\n\nOp 2 nov. 2026 16:40, om 16:40, Leerhulp <leerhulp@voorbeeld.be> schreef:\n>Welke dag?\n",
    "edison": "\n\nOn Mon, Nov 2, 2026 at 4:40 PM, Learning Help <help@example.org> wrote:\n\n\nWelke dag past je?\nAnna",
    "edison dot": "\n\nOn Mon, Nov 2, 2026 at 4:40 PM, Learning Help\n<help@example.org>\nwrote:\n\n\nWelke dag past je?\nAnna",
    "samsung nl": "\n\n\nVerzonden vanaf mijn Galaxy\n\n\n\n-------- Oorspronkelijk bericht --------\nVan: Leerhulp <leerhulp@voorbeeld.be>\nDatum: 02/11/2026 16:40 (GMT+01:00)\nAan: Joke <joke@voorbeeld.be>\nOnderwerp: Cursus\n\nWelke dag past je?\nAnna",
    "huawei": "\n\n\n-------- Oorspronkelijk bericht --------\nOnderwerp: Cursus\nVan: Leerhulp \nAan: joke@voorbeeld.be\nCC: \n\n\nWelke dag past je?\nAnna",
    "htc": '\n\n----- Reply message -----\nFrom: "Learning Help" <help@example.org>\nTo: "Joke" <joke@example.org>\nSubject: Course\nDate: Mon, Nov 2, 2026 16:40\n\nWelke dag past je?\nAnna',
    "lumia": "\n\nVerzonden vanaf mijn Windows Phone\n________________________________\nVan: Leerhulp<mailto:leerhulp@voorbeeld.be>\nVerzonden: \u200e2-\u200e11-\u200e2026 16:40\nAan: Joke<mailto:joke@voorbeeld.be>\nOnderwerp: Cursus\n\nWelke dag past je?\nAnna",
    "winmail": "\n\nVerzonden vanuit Mail voor Windows\n\nVan: Leerhulp\nVerzonden: maandag 2 november 2026 16:40\nAan: Joke\nOnderwerp: Cursus\n\nWelke dag past je?\nAnna",
    "web.de": '\n\nGesendet: Montag, 02. November 2026 um 16:40 Uhr\nVon: "Lernhilfe" <help@example.org>\nAn: joke@web.de\nBetreff: Kurs\nWelke dag past je?\nAnna',
    "web.de en": '\n\nSent: Monday, November 02, 2026 at 4:40 PM\nFrom: "Learning Help" <help@example.org>\nTo: joke@web.de\nSubject: Course\nWelke dag past je?\nAnna',
    "laposte": "\n\nenvoyé : 2 novembre 2026 à 16:40\nde : Aide <aide@exemple.fr>\nà : joke@laposte.net\nobjet : Cours\n\nWelke dag past je?\nAnna",
    "orange": '\n\n> Message du 02/11/26 16:40\n> De : "Aide" <aide@exemple.fr>\n> A : joke@orange.fr\n> Copie à : \n> Objet : Cours\n> \n> Quel jour ?\n',
    "free": '\n\nDe: "Aide" <aide@exemple.fr>\nÀ: "Joke" <joke@free.fr>\nEnvoyé: Lundi 2 Novembre 2026 16:40:12\nObjet: Cours\n\nWelke dag past je?\nAnna',
    "libero": "\n\n> Il 02/11/2026 16:40 Aiuto <aiuto@example.it> ha scritto:\n> \n> Che giorno?\n",
    "wp.pl": "\n\nDnia 2 listopada 2026 16:40 Pomoc <pomoc@example.pl> napisał(a):\n\n> Dzień?\n",
    "onet": "\n\nW dniu 2026-11-02 16:40:12 użytkownik Pomoc <pomoc@example.pl> napisał:\n> Dzień?\n",
    "interia": '\n\nTemat: Kurs\nData: 2026-11-02 16:40\nNadawca: "Pomoc" <pomoc@example.pl>\nAdresat: joke@interia.pl;\n\n> Dzień?\n',
    "seznam": "\n\n---------- Původní e-mail ----------\nOd: Pomoc <pomoc@example.cz>\nKomu: joke@seznam.cz\nDatum: 2. 11. 2026 16:40:12\nPředmět: Kurz\nWelke dag past je?\nAnna",
    "mail.ru": "\n\n>Понедельник, 2 ноября 2026, 16:40 +03:00 от Помощь <help@example.org>:\n>\n>Какой день?\n",
    "mail.ru unm": "\n\nПонедельник, 2 ноября 2026, 16:40 +03:00 от Помощь <help@example.org>:\nКакой день?\n",
    "yandex": '\n\n02.11.2026, 16:40, "Помощь" <help@example.org>:\nWelke dag past je?\nAnna',
    "qq": '\n\n\n------------------ 原始邮件 ------------------\n发件人: "Help" <help@example.org>;\n发送时间: 2026年11月2日(星期一) 下午4:40\n收件人: "Joke"<joke@qq.com>;\n主题: Course\n\nWelke dag past je?\nAnna',
    "163": '\n\n\n\n\n\n在 2026-11-02 16:40:12，"Help" <help@example.org> 写道：\nWelke dag past je?\nAnna',
    "163 en": '\n\n\n\nAt 2026-11-02 16:40:12, "Help" <help@example.org> wrote:\n\nWelke dag past je?\nAnna',
    "163 new": "\n\n---- Replied Message ----\n| From | Help<help@example.org> |\n| Date | 11/02/2026 16:40 |\n| To | joke@163.com |\n| Subject | Course |\n\nWelke dag past je?\nAnna",
    "163 new cn": "\n\n---- 回复的原邮件 ----\n| 发件人 | Help<help@example.org> |\n| 日期 | 2026年11月02日 16:40 |\n| 收件人 | joke@163.com |\n| 主题 | Course |\n\nWelke dag past je?\nAnna",
    "naver": '\n\n-----Original Message-----\nFrom: "Help" <help@example.org> \nTo: <joke@naver.com>; \nCc: \nSent: 2026-11-02 (월) 16:40:12 (GMT+09:00)\nSubject: Course\n\nWelke dag past je?\nAnna',
    "teamviewer": "\n\nFrom: Learning Help [mailto:help@example.org] \nSent: Monday, November 02, 2026 4:40 PM\nTo: Joke\nSubject: Course\n\nWelke dag past je?\nAnna",
    "owa light": "\n________________________________________\nFrom: Learning Help [help@example.org]\nSent: Monday, November 02, 2026 4:40 PM\nTo: Joke\nSubject: Course\n\nWelke dag past je?\nAnna",
    "owa nosub": "\n________________________________________\nVan: Leerhulp\nVerzonden: maandag 2 november 2026 16:40\nAan: Joke\nOnderwerp:\n\nWelke dag past je?\nAnna",
    "star bold": "\n\n*Van:* Leerhulp <leerhulp@voorbeeld.be>\n*Verzonden:* maandag 2 november 2026 16:40\n*Aan:* Joke <joke@voorbeeld.be>\n*Onderwerp:* Cursus\n\nWelke dag past je?\nAnna",
    "gmail wrapped bold": "\n\n*Van: *Leerhulp <leerhulp@voorbeeld.be>\n*Datum: *maandag 2 november 2026 om 16:40\n*Aan: *Joke <joke@voorbeeld.be>\n*Onderwerp: *Cursus\n\nWelke dag past je?\nAnna",
    "basecamp": "\n\nOn November 2, 2026 at 4:40:12 PM, Learning Help (help@example.org) wrote:\n\nWelke dag past je?\nAnna",
    "airmail": "\n\nOn 2 November 2026 at 16:40:12, Learning Help (help@example.org(mailto:help@example.org)) wrote:\n\n> Which day?\n",
    "airmail nl": "\n\nOp 2 november 2026 om 16:40:12, Leerhulp (leerhulp@voorbeeld.be) schreef:\n\nWelke dag past je?\nAnna",
    "newton": "\n\nOn Mon, Nov 02, 2026 at 4:40pm, Learning Help < help@example.org [help@example.org] > wrote:\n\nWelke dag past je?\nAnna",
    "polymail": "\n\nOn Monday, Nov 2, 2026 at 4:40 PM, Learning Help <help@example.org (mailto:help@example.org)> wrote:\n\nWelke dag past je?\nAnna",
    "pegasus": "\n\nOn 2 Nov 2026 at 16:40, Learning Help wrote:\n\n> Which day?\n",
    "thebat": "\n\nMonday, November 2, 2026, 4:40:12 PM, you wrote:\n\n> Which day?\n",
    "thebat nl": "\n\nmaandag 2 november 2026, 16:40:12, schreef u:\n\n> Welke dag?\n",
    "eudora": "\n\nAt 16:40 2-11-2026, you wrote:\n>Which day?\n",
    "sylpheed": "\n\nOn Mon, 2 Nov 2026 16:40:12 +0100\nLearning Help <help@example.org> wrote:\n\n> Which day?\n",
    "claws nl": "\n\nOp Mon, 2 Nov 2026 16:40:12 +0100\nLeerhulp <leerhulp@voorbeeld.be> schreef:\n\n> Welke dag?\n",
    "emacs": "\n\nLearning Help <help@example.org> writes:\n\n> Which day?\n",
    "mutt nl": "\n\nOp ma 02 nov 2026 om 04:40:12 +0100, schreef Leerhulp:\n> Welke dag?\n",
    "mutt": "\n\n* Learning Help <help@example.org> [2026-11-02 16:40]:\n> Which day?\n",
    "mutt2": "\n\n* Learning Help (help@example.org) [261102 16:40]:\n> Which day?\n",
    "tin": "\n\nLearning Help <help@example.org> wrote:\n: Which day?\n",
    "icloud": "\n\n> On Nov 2, 2026, at 4:40 PM, Learning Help <help@example.org> wrote:\n> \n> \n> Which day?\n",
    "apple nl q": "\n\n> Op 2 nov 2026, om 16:40 heeft Leerhulp <leerhulp@voorbeeld.be> het volgende geschreven:\n> \n> Welke dag?\n",
    "apple nl wrap": "\n\nOp 2 nov 2026 om 16:40 heeft Leerhulp Noord <leerhulp@voorbeeld.be> het\nvolgende geschreven:\n\n> Welke dag?\n",
    "apple nl caret": "\n\n\ufeffOp 2 nov 2026 om 16:40 heeft Leerhulp Noord <leerhulp@voorbeeld.be> het volgende geschreven:\n\nWelke dag past je?\nAnna",
    "quote in sig": "\n\n-- \nJoke\n\nOp 2 nov 2026 om 16:40 schreef Leerhulp:\n> Welke dag?\n",
    "teams": "\n\nFrom: Learning Help <help@example.org> \nDate: Monday, 2 November 2026 at 16:40 \nTo: Joke <joke@example.org> \nCc: Tom <tom@example.org> \nSubject: Re: Course \n\nWelke dag past je?\nAnna",
    "importance": "\n\nFrom: Learning Help <help@example.org>\nSent: Monday, 2 November 2026 16:40\nTo: Joke <joke@example.org>\nSubject: Course\nImportance: High\n\nWelke dag past je?\nAnna",
}
PAGES = {
    "bare bq out": "<div>Vrijdag past mij.</div><div>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><blockquote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "bare bq in": "<div>Vrijdag past mij.</div><blockquote><div>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "bare bq in nested": "<div>Vrijdag past mij.</div><blockquote><blockquote><div>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote></blockquote>",
    "bare bq br": "Vrijdag past mij.<br><br><blockquote>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:<br><br>Welke dag past je?<br>Anna</blockquote>",
    "bq header": "<p>Vrijdag past mij.</p><blockquote><p><b>Van:</b> Leerhulp &lt;leerhulp@voorbeeld.be&gt;<br><b>Datum:</b> 2 november 2026 16:40<br><b>Aan:</b> joke@voorbeeld.be<br><b>Onderwerp:</b> Cursus</p><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "bq 2 header": "<p>Vrijdag past mij.</p><blockquote><p>Datum: 2 november 2026 16:40<br>Aan: joke@voorbeeld.be</p><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "div nothing": "<div>Vrijdag past mij.</div><br><div>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></div>",
    "same line div": "<div>Vrijdag past mij. Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><blockquote type=cite><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "same line br": "<div>Vrijdag past mij.<br>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:<br></div><blockquote type=cite><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "same span": "<div>Vrijdag past mij.<span>Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</span></div><blockquote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "same nbsp": "<div>Vrijdag past mij.&nbsp;&nbsp;Op ma 2 nov. 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><blockquote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "hr hdr": "<p>Vrijdag past mij.</p><hr><p><b>Van:</b> Leerhulp &lt;leerhulp@voorbeeld.be&gt;<br><b>Verzonden:</b> maandag 2 november 2026 16:40</p><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p>",
    "hr line": "<p>Vrijdag past mij.</p><hr><p><b>Van:</b> Leerhulp &lt;leerhulp@voorbeeld.be&gt; <b>Verzonden:</b> maandag 2 november 2026 16:40</p><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p>",
    "hr dateto": "<p>Vrijdag past mij.</p><hr><p><b>Datum:</b> maandag 2 november 2026 16:40<br><b>Aan:</b> joke@voorbeeld.be</p><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p>",
    "table hdr": "<p>Vrijdag past mij.</p><table><tr><td>Van:</td><td>Leerhulp &lt;leerhulp@voorbeeld.be&gt;</td></tr><tr><td>Verzonden:</td><td>maandag 2 november 2026 16:40</td></tr><tr><td>Aan:</td><td>joke@voorbeeld.be</td></tr><tr><td>Onderwerp:</td><td>Cursus</td></tr></table><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p>",
    "zimbra hr": '<div>Vrijdag past mij.</div><hr id=zwchr data-marker=__DIVIDER__><div data-marker=__HEADERS__><b>Van: </b>"Leerhulp" &lt;leerhulp@voorbeeld.be&gt;<br><b>Aan: </b>joke<br><b>Verzonden: </b>Maandag 2 november 2026 16:40:12<br><b>Onderwerp: </b>Cursus<br></div><div data-marker=__QUOTED_TEXT__><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></div>',
    "em": '<div>Vrijdag past mij.</div><div><br></div><div>------ Origineel bericht ------</div><div>Van "Leerhulp" &lt;<a href=mailto:x>leerhulp@voorbeeld.be</a>&gt;</div><div>Aan "Joke" &lt;joke@voorbeeld.be&gt;</div><div>Datum 2-11-2026 16:40:12</div><div>Onderwerp Cursus</div><div id=x><blockquote cite=x type=cite class=cite2><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote></div>',
    "bidi": "<div dir=auto>Vrijdag past mij.</div><div dir=ltr>&#8234;Op ma 2 nov. 2026 om 16:40 schreef &#8235;Leerhulp&#8236; &lt;&#8234;leerhulp@voorbeeld.be&#8236;&gt;:&#8236;</div><blockquote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "mailto link": "<div>Vrijdag past mij.</div><div>On Mon, Nov 2, 2026 at 4:40 PM Learning Help &lt;<a href='mailto:help@example.org'>help@example.org</a>&gt; wrote:</div><blockquote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "mailto link2": "<div>Vrijdag past mij.</div><div>On Nov 2, 2026, at 4:40 PM, Learning Help &lt;<a href='mailto:help@example.org'>help@example.org</a>&lt;<a href='mailto:help@example.org'>mailto:help@example.org</a>&gt;&gt; wrote:</div><div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></div>",
    "name link": "<div>Vrijdag past mij.</div><div>On Mon, Nov 2, 2026 at 4:40 PM &lt;<a href='mailto:help@example.org'>Learning Help</a>&gt; wrote:</div><blockquote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "name link 2": "<div>Vrijdag past mij.</div><div>On Mon, Nov 2, 2026 at 4:40 PM, <a href='mailto:help@example.org'>Learning Help</a> wrote:</div><div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></div>",
    "superhuman": "<div>Vrijdag past mij.</div><div>Sent via <a href='https://sprh.mn/?vip=me'>Superhuman</a></div><br><div>On Mon, Nov 02, 2026 at 4:40 PM, Learning Help <span dir=ltr>&lt;<a href='mailto:help@example.org'>help@example.org</a>&gt;</span> wrote:<br></div><blockquote class=gmail_quote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "spark": "<div name=messageBodySection><div dir=auto>Vrijdag past mij.</div></div><div name=messageSignatureSection><br/>Joke</div><div name=messageReplySection>Op 2 nov. 2026 16:40 +0100 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:<br/><blockquote type=cite><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote></div>",
    "sent hr": "<div>Vrijdag past mij.</div><hr><div>Verzonden vanaf mijn Galaxy</div>",
    "aqua": "<div>Vrijdag past mij.</div><div>Verzonden met AquaMail voor Android<br><a href='https://www.mobisystems.com/aqua-mail'>https://www.mobisystems.com/aqua-mail</a></div><div style='color:black'><p>Op 2 november 2026 16:40:12 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</p><blockquote type=cite><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote></div>",
    "aqua link": "<div>Vrijdag past mij.</div><div>---<br>Sent with <a href='https://www.mobisystems.com/aqua-mail'>AquaMail for Android</a></div>",
    "yahoo": "<div>Vrijdag past mij.</div><div id=ymail_android_signature><a href='https://x'>Verzonden vanaf Yahoo Mail op Android</a></div> <br> <blockquote style='margin: 0 0 20px 0;'> <div style='font-family:Roboto'> <div>Op ma 2 nov 2026 om 16:40 schreef Leerhulp</div><div>&lt;leerhulp@voorbeeld.be&gt;:</div> </div> <div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></div></blockquote>",
    "proton": "<div>Vrijdag past mij.</div><div class='protonmail_signature_block'>Verzonden met <a href='https://proton.me'>Proton Mail</a> beveiligde e-mail.</div><br><div class=protonmail_quote>Op maandag 2 november 2026 om 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:<br><br><blockquote class=protonmail_quote type=cite><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote></div>",
    "tuta": "<div>Vrijdag past mij.</div><div><br></div><div>2 nov 2026, 16:40 van leerhulp@voorbeeld.be:</div><blockquote class=tutanota_quote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
    "notes": "<font size=2>Vrijdag past mij.</font><br><br><br><font size=1 color=#5f5f5f>From: &nbsp; &nbsp;</font><font size=1>Learning Help &lt;help@example.org&gt;</font><br><font size=1>To: &nbsp; </font><font size=1>joke@example.org</font><br><font size=1>Date: &nbsp;</font><font size=1>02/11/2026 16:40</font><br><font size=1>Subject: &nbsp;</font><font size=1>Course</font><br><hr noshade><br><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p>",
    "ox": "<div>Vrijdag past mij.</div><blockquote type=cite><div>Op 02-11-2026 16:40 schreef Leerhulp &lt;leerhulp@voorbeeld.be&gt;:</div><div><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></div></blockquote>",
    "vietnamese gmail": "<div dir=ltr>Vrijdag past mij.</div><br><div class='gmail_quote gmail_quote_container'><div dir=ltr class=gmail_attr>Vào Th 2, 2 thg 11, 2026 vào lúc 16:40 Leerhulp &lt;leerhulp@voorbeeld.be&gt; đã viết:<br></div><blockquote class=gmail_quote><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote></div>",
    "catalan tb": "<p>Vrijdag past mij.</p><div class=moz-cite-prefix>El 2/11/26 a les 16:40, Leerhulp ha escrit:<br></div><blockquote type=cite><p>Hallo Joke,</p><p>Welke dag past je?</p><p>Anna</p></blockquote>",
}
KEPT = (
    "Verzonden met de mail.",
    "Mail gönderildi",
    "Sent by mail to everyone.",
    "Envoyé par mail hier.",
    "Jan <jan@example.org> kan op 3/11/2026 om 14:00 langskomen voor:\nde zaal\nhet boek",
    "Graag doorsturen.\n\n---\nVan: jan@example.org\nAan: els@example.org\nKan dat?",
    "Sent from my desk, this is easier to read.\nDoes it work?",
    "Hello,\n\nOn 3 May 2024 my colleague wrote a note:\nfirst, second\n\nWhat do you think?",
    "Get Outlook working first, then the rest.",
    "Download the Excel file before Friday.",
    "Ik heb de mail gisteren verstuurd. Op maandag 2 november om 14:00 kan ik bellen.\n\nTot dan?",
    "I agree. On Monday, 2 November 2026 at 16:40 the course starts:\nbring a laptop\nand a pen",
    "Dag,\n\nVan: Brussel\nDatum: 3 mei\nAan: Gent\n\nWat kost de trein?",
    "Datum: 3 mei 2026\nAan: het hele team\n\nIs dat goed?",
    "Les notes:\n\nHans schrieb ein Buch:\nWas denken Sie?",
    "Send me Outlook for Android training.\nHaal het boek bij Anna.",
    "Verstuurd met de post, morgen is het er.",
    "Ik gebruik mijn iPhone.\nHij is verzonden met Outlook en niet aangekomen, waarom?",
    "Enviado el lunes por mi jefe a todos.",
    "Jan <jan@example.org> wrote:\nplease book it.\n\nCan you?",
    "Op 3 mei 2026 stuurde Jan dit naar iedereen:\nde zaal is te klein\n\nWat nu?",
    "On 3 May 2026 the invoice was sent:\ntwo pages\n\nIs that right?",
    "We talked about this. Jan Peeters (jan@example.org) is the one to ask on 3 May 2026 at 14:00: call him.",
    "Which one?\n\n---\nMicrosoft Excel\nWord\n\nBoth are fine.",
    "Drie namen:\n---\nJan\nPiet\nJoris",
    "---\nVan: Brussel\nNaar: Gent\nDatum: 3 mei 2026 14:00",
    "Vervoer:\n\n___\nVan: Antwerpen\nAan: Leuven\nDatum: maandag",
    "I read this on Monday, 2 November 2026 at 16:40, with Jan <jan@example.org> beside me: it was hard to follow, the words were long and nobody of us two could say what the course is about at all",
    "Mijn vraag aan <jan@example.org> van 2-11-2026 16:40, waar nog geen antwoord op kwam, en die ik hier graag nog een keer herhaal:\nwanneer begint de cursus?",
    "Outlook for Android training?\nHet boek van Outlook voor beginners, graag.\nVon Excel zu Outlook gesendet wird nichts.",
    "The table is | a | b |\n |x\n |y\nDone.",
    "Haal Outlook van mijn laptop af.\nEnviado el martes desde la oficina.",
    "I saw this in On Writing by King, 2000 wrote himself: good book",
    "Sent with love, and from Brussels.\nBye",
)


@pytest.mark.parametrize("line", ABOVE_MARKS + ALONE)
def test_an_attribution_above_marked_lines(line: str) -> None:
    """With or without an empty line between."""
    for gap in ("\n", "\n\n"):
        assert WORDS == split_text(f"{WORDS}\n\n{line}{gap}{MARKED}").new_text


@pytest.mark.parametrize("line", ALONE)
def test_an_attribution_above_unmarked_lines(line: str) -> None:
    """An address, a day and a time, or the words of a client: no mark is needed."""
    for gap in ("\n", "\n\n"):
        assert WORDS == split_text(f"{WORDS}\n\n{line}{gap}{UNMARKED}").new_text


@pytest.mark.parametrize("line", ALONE)
def test_an_attribution_in_a_bare_blockquote(line: str) -> None:
    """Some clients put it inside, and name nothing of it."""
    shown = line.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    html = f"<div>{WORDS}</div><blockquote><div>{shown}</div><div>Which day suits you?</div></blockquote>"
    assert WORDS == split_html(html).new_text


@pytest.mark.parametrize("line", FOOTERS)
def test_a_footer_of_a_client(line: str) -> None:
    """Of phones and programs, in their languages."""
    assert WORDS == split_text(f"{WORDS}\n\n{line}\n").new_text


@pytest.mark.parametrize("name", BODIES)
def test_new_text(name: str) -> None:
    """Wrapped, glued, embedded, in two lines, below a rule."""
    body, expected = BODIES[name]
    assert expected == split_text(body).new_text


@pytest.mark.parametrize("name", TEXTS)
def test_a_reply_in_text(name: str) -> None:
    """Everything below the reply is quoted, however the client introduces it."""
    assert REPLY == split_text(REPLY + TEXTS[name]).new_text


@pytest.mark.parametrize("name", PAGES)
def test_a_reply_in_html(name: str) -> None:
    """The same, by elements and lines together."""
    assert REPLY == split_html(PAGES[name]).new_text


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_stays(text: str) -> None:
    """Their own lists, dates and sentences that begin like a client's line."""
    assert text == split_text(text).new_text
