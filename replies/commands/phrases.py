# ruff: noqa: E501 - one phrase a line
"""What is said about single command lines, in both languages: refusals, outcomes, near misses.

Longer than other modules because it is one table of phrases.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from replies.commands.grammar import LineProblem
from replies.commands.plan import Refusal

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ok": ("fine", "in orde"),
        "unknown": ("I do not know this command", "dit commando ken ik niet"),
        "misspelt": ("this is not a command", "dit is geen commando"),
        "inside": (
            "a command has to stand alone on its line",
            "een commando moet alleen op zijn regel staan",
        ),
        "broken": (
            "something stands inside the word that does not belong there",
            "er staat iets in het woord dat er niet thuishoort",
        ),
        "too-long": (
            "this line is too long for a command: make it shorter",
            "deze regel is te lang voor een commando: maak hem korter",
        ),
        "unclosed": (
            "a quotation mark is not closed on its line: close it, on one line",
            "een aanhalingsteken is niet gesloten op zijn regel: sluit het, op één regel",
        ),
        "one-form": (
            "not everybody sees it: it is hidden, or only in one of the two forms of your mail (layout and plain text)",
            "niet iedereen ziet het: het is verborgen, of staat maar in één vorm van je mail (opmaak of platte tekst)",
        ),
        "signed": (
            "it stands where I took your signature to be",
            "hij staat op de plaats van wat ik voor je handtekening hield",
        ),
        "needs-name": ("a name has to follow", "er moet een naam achter"),
        "needs-words": ("words have to follow", "er moeten woorden achter"),
        "needs-pairs": (
            "write what is known, like time=2h budget=100 with=others",
            "schrijf wat geweten is, zoals tijd=2u budget=100 met=anderen",
        ),
        "needs-duration": (
            "write how long, like {example}",
            "schrijf hoelang, zoals {example}",
        ),
        "needs-person": ("write to whom: {people}", "schrijf aan wie: {people}"),
        "unknown-person": (
            "I know no concierge “{name}”; there are: {people}",
            "ik ken geen concierge “{name}”; wel: {people}",
        ),
        "not-serving": (
            "{name} does not answer for the client {client}",
            "{name} beantwoordt geen vragen voor de klant {client}",
        ),
        "ambiguous-person": (
            "“{name}” fits more than one: {people}",
            "“{name}” past bij meer dan één: {people}",
        ),
        "too-many": ("I do not understand “{extra}”", "ik begrijp “{extra}” niet"),
        "no-arguments": (
            "nothing may follow it, so I do not understand “{extra}”",
            "er mag niets achter staan, dus ik begrijp “{extra}” niet",
        ),
        "only-quietly": (
            "only “quietly” may follow it, not “{extra}”",
            "alleen “stil” mag erachter, niet “{extra}”",
        ),
        "unknown-template": ("there is no template “{name}”", "er is geen sjabloon “{name}”"),
        "broken-template": (
            "template “{name}” has a fault, so it was not used: {problem}",
            "sjabloon “{name}” heeft een fout en is niet gebruikt: {problem}",
        ),
        "unknown-key": (
            "this template has no “{key}”; it knows: {keys}",
            "dit sjabloon kent “{key}” niet; wel: {keys}",
        ),
        "unknown-topic": ("there is no topic “{name}”", "er is geen thema “{name}”"),
        "phrase-nowhere": (
            "no phrase can be kept now: there is no file of topics, its folder cannot be written to, or phrases.learned.toml has a mistake in it",
            "er kan nu geen zin bewaard worden: er is geen themabestand, de map ervan is niet schrijfbaar, of er staat een fout in phrases.learned.toml",
        ),
        "phrase-topic": (
            "the case has no topic yet: write #topic NAME above it",
            "de vraag heeft nog geen thema: schrijf er #thema NAAM boven",
        ),
        "phrase-full": (
            "“{topic}” has learnt enough in this language: whoever runs the service can weed phrases.learned.toml",
            "“{topic}” heeft in deze taal genoeg geleerd: wie de dienst beheert, kan phrases.learned.toml wieden",
        ),
        "phrase-none": (
            "no sentence of the request is fit: each is too short or too long, may say who wrote it, or is too delicate; write one yourself: #phrase I freeze in front of a group",
            "geen zin van de vraag is geschikt: elke zin is te kort of te lang, kan zeggen wie hem schreef, of ligt te gevoelig; schrijf er zelf een: #zin ik klap dicht voor een groep",
        ),
        "phrase-many": ("at most {count} in one mail", "hoogstens {count} in één mail"),
        "phrase-length": (
            "a phrase is one sentence of 3 to {most} words",
            "een zin telt 3 tot {most} woorden",
        ),
        "phrase-personal": (
            "“{name}” may say who wrote it: leave out names, addresses and numbers; write a word small that is no name",
            "“{name}” kan zeggen wie het schreef: laat namen, adressen en nummers weg; schrijf een woord dat geen naam is met een kleine letter",
        ),
        "unknown-option": ("there is no option “{name}”", "er is geen mogelijkheid “{name}”"),
        "keep-nowhere": (
            "nothing can be put into the catalogue now: there is no file for it, or one with a mistake in it; whoever runs the service sees which with `concierge catalogue check`",
            "er kan nu niets in de catalogus: er is geen bestand voor, of er staat een fout in; wie de dienst beheert, ziet welke met `concierge catalogue check`",
        ),
        "keep-slug": (
            "“{name}” is no short name: letters, digits and hyphens only, like good-feedback",
            "“{name}” is geen korte naam: alleen letters, cijfers en streepjes, zoals goede-feedback",
        ),
        "keep-exists": (
            "“{name}” is in the catalogue already: recommend it with #option {name}, or choose another name, like {free}",
            "“{name}” staat al in de catalogus: beveel het aan met #optie {name}, of kies een andere naam, zoals {free}",
        ),
        "keep-known": (
            "that link is in the catalogue already: #option {name}",
            "die link staat al in de catalogus: #optie {name}",
        ),
        "keep-which": (
            "there is more than one link: add url=… or use one of these names: {links}",
            "er is meer dan één link: voeg link=… toe of gebruik een van deze namen: {links}",
        ),
        "keep-no-link": (
            'I see no link that the catalogue does not have: add url=https://…, or title="…" where there is no link',
            'ik zie geen link die de catalogus nog niet heeft: voeg link=https://… toe, of titel="…" als er geen link is',
        ),
        "keep-address": (
            'the link to {host} has a mail address in it, which others would read: find a public page of it without one (url=…), or keep it without a link (title="…")',
            'in de link naar {host} staat een mailadres, dat anderen zouden lezen: zoek een openbare pagina ervan zonder adres (link=…), of bewaar het zonder link (titel="…")',
        ),
        "keep-name": (
            'the link to {host} names somebody of this case or of the team: find a public page of it that names nobody (url=…), or keep it without a link (title="…")',
            'de link naar {host} noemt iemand van deze vraag of van het team: zoek een openbare pagina ervan die niemand noemt (link=…), of bewaar het zonder link (titel="…")',
        ),
        "keep-secret": (
            'the link to {host} has a key, a code or an account in it that was given to one person: find its public page (url=…), or keep it without a link (title="…")',
            'in de link naar {host} staat een sleutel, code of account van één persoon: zoek de openbare pagina ervan (link=…), of bewaar het zonder link (titel="…")',
        ),
        "keep-share": (
            'the link to {host} leads to a file that somebody shared, not to a page for everybody: find a public page of it (url=…), or keep it without a link (title="…")',
            'de link naar {host} leidt naar een bestand dat iemand deelde, niet naar een pagina voor iedereen: zoek een openbare pagina ervan (link=…), of bewaar het zonder link (titel="…")',
        ),
        "keep-many": ("at most {count} in one mail", "hoogstens {count} in één mail"),
        "keep-key": ("there is no “{key}”; there are: {keys}", "“{key}” bestaat niet; wel: {keys}"),
        "keep-value": (
            "{key} “{value}” cannot be read: {example}",
            "{key} “{value}” is niet leesbaar: {example}",
        ),
        "cell-title": ("write a title of a few words", "schrijf een titel van enkele woorden"),
        "cell-summary": ("write a sentence", "schrijf een zin"),
        "cell-kind": ("write article, book, video, course …", "schrijf artikel, boek, video, cursus …"),
        "cell-training": ("write yes or no", "schrijf ja of nee"),
        "cell-provider": ("write a name", "schrijf een naam"),
        "cell-price": ("write 25, 12.50, or 0 when it is free", "schrijf 25, 12,50, of 0 als het gratis is"),
        "cell-currency": ("write EUR, the same as in the price", "schrijf EUR, hetzelfde als in de prijs"),
        "cell-minutes": ("write 90 or 1h30", "schrijf 90 of 1u30"),
        "cell-with": ("write alone, others or either", "schrijf alleen, anderen of beide"),
        "cell-language": ("write en or nl", "schrijf en of nl"),
        "cell-topics": (
            "write a topic, or several with ; between",
            "schrijf een thema, of meer met ; ertussen",
        ),
        "cell-url": (
            "write an address that everybody can open, https://…",
            "schrijf een adres dat iedereen kan openen, https://…",
        ),
        "cell-interest": ("write a sentence", "schrijf een zin"),
        "cell-level": (
            "write beginner, intermediate or advanced",
            "schrijf beginner, gemiddeld of gevorderd",
        ),
        "cell-country": (
            "write a country as two letters, BE or BE;NL",
            "schrijf een land met twee letters, BE of BE;NL",
        ),
        "cell-priced_on": ("write a day, 2026-11-30", "schrijf een dag, 30/11/2026"),
        "unknown-client": ("there is no client “{name}”", "er is geen klant “{name}”"),
        "unknown-language": ("the languages are: {languages}", "de talen zijn: {languages}"),
        "bad-need": ("{problems}", "{problems}"),
        "not-in-state": (
            "that cannot be done with a case that is {state}",
            "dat kan niet met een vraag in de toestand {state}",
        ),
        "two-moves": (
            "only one of #close, #reopen and #reject at a time",
            "maar één van #sluit, #heropen en #weiger tegelijk",
        ),
        "one-mail": (
            "only one of #use, #ask and #recommend in a mail",
            "maar één van #gebruik, #vraag en #aanbevelen in een mail",
        ),
        "in-a-note": (
            "a note never reaches the worker; reply to the notification for that",
            "een notitie bereikt de vrager nooit; beantwoord daarvoor de melding",
        ),
        "note-empty": (
            "nothing stands below it; put it above the words that are for colleagues only",
            "er staat niets onder; zet het boven de woorden die alleen voor collega's zijn",
        ),
        "file-alone": (
            "write a word to the worker to go with the file, or #note to keep it among colleagues",
            "schrijf de vrager een woord bij het bestand, of #notitie om het onder collega's te houden",
        ),
        "not-alone": (
            "#send, #undo, #accept and #discard each want a mail of their own, without another command",
            "#verstuur, #herroep, #aanvaard en #verwerp willen elk een eigen mail, zonder ander commando",
        ),
        "unsure-words": (
            "I cannot tell your own words from the mail below them; write them again, above it",
            "ik kan je eigen woorden niet onderscheiden van de mail eronder; schrijf ze opnieuw, erboven",
        ),
        "encrypted": (
            "your mail is encrypted, and nobody here can open it; write it once more without encryption, "
            "as a reply to this mail (a signature is no trouble)",
            "je mail is versleuteld en niemand kan hem hier openen; schrijf hem opnieuw zonder versleuteling, "
            "als antwoord op deze mail (ondertekenen mag)",
        ),
        "needs-case": (
            "I do not know which case: reply to one of my mails about it",
            "ik weet niet over welke vraag: beantwoord een van mijn mails erover",
        ),
        "needs-address": ("write one mail address", "schrijf één mailadres"),
        "own-address": (
            "{address} is an address of the service itself",
            "{address} is een adres van de dienst zelf",
        ),
        "nobody-reads": (
            "nobody reads what goes to {address}, a form wrote from there: say whose question it is, "
            "`#requester ADDRESS`",
            "niemand leest wat naar {address} gaat, een formulier schreef van daar: zeg van wie de vraag is, "
            "`#aanvrager ADRES`",
        ),
        "needs-forward": (
            "it goes with a mail that you forward to me, or in reply to a mail about a case",
            "het hoort bij een mail die je mij doorstuurt, of in antwoord op een mail over een vraag",
        ),
        "already-written": (
            "a mail has already gone to {name}: forward the mail anew for a case of its own",
            "er vertrok al een mail naar {name}: stuur de mail opnieuw door voor een eigen vraag",
        ),
        "whose-case": (
            "a mail that you forward opens a case when you say whose it is",
            "een mail die je doorstuurt opent een vraag als je zegt van wie ze is",
        ),
        "nothing-waits": (
            "nothing waits for this; reply to the mail in which I asked you",
            "hier wacht niets op; beantwoord de mail waarin ik je iets vroeg",
        ),
        "came-back": (
            "nothing of that mail waits: write it again, with the line put right that had a ✗",
            "van die mail wacht er niets: schrijf hem opnieuw en verbeter de regel waar een ✗ bij stond",
        ),
        "nothing-to-drop": (
            "nothing of that mail waits, and nothing was sent: there is nothing to drop",
            "van die mail wacht er niets en er is niets verstuurd: er valt niets weg te laten",
        ),
        "send-fixed": (
            "the line cannot go out as it is; #send fixed sends your mail with the correction that I showed",
            "de regel kan zo niet vertrekken; #verstuur verbeterd verstuurt je mail met de verbetering die ik toonde",
        ),
        "nothing-to-fix": (
            "I showed no correction of that mail",
            "ik toonde geen verbetering van die mail",
        ),
        "nothing-to-cut": (
            "no line of that mail was asked about as a signature",
            "over geen regel van die mail vroeg ik of hij bij je handtekening hoort",
        ),
        "not-an-announcement": (
            "reply to the announcement of a held mail",
            "beantwoord de aankondiging van een tegengehouden mail",
        ),
        "not-a-receipt": (
            "reply to the receipt of the mail that you want to drop",
            "beantwoord de bevestiging van de mail die je wilt laten vallen",
        ),
        "already-sent": (
            "too late: already sent {at}",
            "te laat: al verstuurd {at}",
        ),
        "already-done": (
            "too late: already done {at}",
            "te laat: al uitgevoerd {at}",
        ),
        "cc-yourself": (
            "{address} is your own address, which stays out of mail to workers",
            "{address} is je eigen adres, en dat blijft uit mails naar vragers",
        ),
        "cc-requester": (
            "{address} is the worker, who gets the mail anyway",
            "{address} is de vrager, die de mail sowieso krijgt",
        ),
        "cc-many": (
            "at most {most} people can be copied in on one mail",
            "in één mail kunnen hoogstens {most} mensen in kopie staan",
        ),
        "cc-alone": (
            "it copies somebody in on a mail to the worker, and this one holds none",
            "het zet iemand in kopie van een mail naar de vrager, en die zit hier niet in",
        ),
        "needs-case-number": (
            "write which case, like {example}",
            "schrijf welke vraag, zoals {example}",
        ),
        "unknown-case": ("there is no case {case}", "er is geen vraag {case}"),
        "merge-itself": ("{case} is this case itself", "{case} is deze vraag zelf"),
        "merge-requester": (
            "{case} is somebody else's: only cases of the same person become one",
            "{case} is van iemand anders: alleen vragen van dezelfde persoon worden één",
        ),
        "merge-client": (
            "{case} is of another client: set the client of one of them first, with #client",
            "{case} is van een andere klant: bepaal eerst van een van beide de klant, met #klant",
        ),
        "merge-merged": (
            "{case} is itself part of {into} by now: name that one",
            "{case} maakt zelf al deel uit van {into}: noem die",
        ),
        "split-only": (
            "the worker wrote only one mail on this case",
            "de vrager schreef maar één mail over deze vraag",
        ),
        "split-words": (
            "write to the worker in reply to the notification of the new case, so that the words go with it",
            "schrijf de vrager als antwoord op de melding van de nieuwe vraag, dan horen de woorden daarbij",
        ),
        "not-together": (
            "only one of #merge, #split and #requester in a mail, and no #close, #reopen or #reject beside #merge",
            "maar één van #samenvoegen, #splitsen en #aanvrager in een mail, en geen #sluit, #heropen of #weiger "
            "naast #samenvoegen",
        ),
        "in-a-forward": (
            "with a forwarded mail this cannot be done yet: reply to the notification that you get",
            "bij een doorgestuurde mail kan dit nog niet: beantwoord de melding die je krijgt",
        ),
        "needs-amount": (
            "write an amount, like 95 or 95,50 EUR",
            "schrijf een bedrag, zoals 95 of 95,50 EUR",
        ),
        "needs-client": (
            "set the client first, with #client; there are: {clients}",
            "bepaal eerst de klant, met #klant; er zijn: {clients}",
        ),
        "already-settled": ("that was settled already", "dat was al geregeld"),
        "forged": (
            "a mail that failed its domain's check can only be let in by the operator",
            "een mail die de controle van haar domein niet doorstond, kan alleen de beheerder binnenlaten",
        ),
        "introduce-nobody": (
            "{address} is not on the list of colleagues whom you can ask about this; #expert shows who is",
            "{address} staat niet op de lijst van collega's aan wie je dit kunt vragen; #expert toont wie wel",
        ),
        "introduce-before": (
            "{name} was asked about this case before, and is not asked twice",
            "{name} werd al eens gevraagd over deze vraag, en wordt dat geen tweede keer",
        ),
        "introduce-resting": (
            "{name} was asked as often as may be lately, and can be asked again from {day}",
            "{name} werd de laatste tijd zo vaak gevraagd als mag, en kan opnieuw gevraagd worden vanaf {day}",
        ),
        "introduce-running": (
            "{name} is being asked, until {day} at the latest; one at a time",
            "{name} wordt al gevraagd, ten laatste tot {day}; één tegelijk",
        ),
        "introduce-one": ("one colleague at a time", "één collega tegelijk"),
        "introduce-over": (
            "nobody is introduced on a case that is closed",
            "op een gesloten vraag wordt niemand voorgesteld",
        ),
        "introduce-topic": (
            "they offered help with {topics}; set one of these with #topic first",
            "die bood hulp aan met {topics}; zet er eerst een van met #thema",
        ),
        "introduce-named": (
            "say what help is needed without naming {name}: the colleague does not know who asks",
            "zeg welke hulp nodig is zonder {name} te noemen: de collega weet niet wie de vraag stelt",
        ),
        "about-oneself": (
            "#{verb} is about yourself: write it to {address} in a new mail with nothing else in it",
            "#{verb} gaat over jezelf: schrijf het naar {address} in een nieuwe mail met verder niets erin",
        ),
        "not-available": (
            "#{verb} is not available in this version",
            "#{verb} bestaat nog niet in deze versie",
        ),
        "nothing-fits": (
            "nothing in the catalogue fits ({gaps}): lift a limit, or name options yourself with #option",
            "niets in de catalogus past ({gaps}): verruim een grens, of noem zelf opties met #optie",
        ),
        "template-fault": ("{problem}", "{problem}"),
        "no-words": (
            "there is nothing to send: write something, or use a command",
            "er is niets te versturen: schrijf iets, of gebruik een commando",
        ),
        "wrong-mail": (
            "this mail is for you only, so I do not know what to do with these words; to write to the worker, "
            "reply to the notification",
            "deze mail is alleen voor jou, dus ik weet niet wat ik met deze woorden moet; beantwoord de melding "
            "om de vrager te schrijven",
        ),
        # outcomes, for receipts and the timeline
        "case.topic": ("topics: {detail}", "thema's: {detail}"),
        "in-language": ("{count} in {spoken}", "{count} in het {spoken}"),
        "filled-up": (
            "only {count} in {spoken} {fit}; filled up with {others}",
            "er {passen} er maar {count} in het {spoken}; aangevuld met {others}",
        ),
        "filled-up-alone": (
            "none in {spoken} fits; filled up with {others}",
            "er past er geen in het {spoken}; aangevuld met {others}",
        ),
        "topic-offer": ("{name} (#recommend {topic}): {titles}", "{name} (#aanbevelen {topic}): {titles}"),
        "topic-send": (
            "with #send goes what is about {name}, the likeliest",
            "met #verstuur vertrekt wat over {name} gaat, het waarschijnlijkste",
        ),
        "with-send": ("with #send goes: {title}", "met #verstuur vertrekt: {title}"),
        "case.need": ("noted: {detail}", "genoteerd: {detail}"),
        "case.language": ("language: {detail}", "taal: {detail}"),
        "case.client": ("client: {detail}", "klant: {detail}"),
        "case.wait": ("you hear from me on {detail}", "je hoort van mij op {detail}"),
        "case.time": ("time: {detail}", "tijd: {detail}"),
        "case.bill": ("to bill: {detail}", "te factureren: {detail}"),
        "case.cc": ("copied in: {detail}", "in kopie: {detail}"),
        "merged": ("now part of {detail}", "nu deel van {detail}"),
        "merged-note": (
            "{case}, “{subject}”, is part of this case from now on.",
            "{case}, “{subject}”, maakt voortaan deel uit van deze vraag.",
        ),
        "split": ("a case of its own: {detail}", "een eigen vraag: {detail}"),
        "split-later": (
            "the worker's latest mail becomes a case of its own",
            "de laatste mail van de vrager wordt een eigen vraag",
        ),
        "undone": ("dropped: nothing of it was done", "ingetrokken: er is niets van gebeurd"),
        "survey-now": (
            "the survey goes to {detail} now, unless they had one for another case in the last {days} days",
            "de enquête vertrekt nu naar {detail}, tenzij er de laatste {days} dagen al een was bij een andere vraag",
        ),
        "survey-first": (
            "the survey goes to {detail} right after your first answer",
            "de enquête vertrekt naar {detail} meteen na je eerste antwoord",
        ),
        "survey-over": (
            "there was a survey on this case: {detail} gets no second one",
            "er was al een enquête bij deze vraag: {detail} krijgt er geen tweede",
        ),
        "survey-stopped": (
            "no survey goes to {detail}, who asked for none",
            "er vertrekt geen enquête naar {detail}: die wil er geen",
        ),
        "case.survey": ("survey: {detail}", "enquête: {detail}"),
        "kept": ("in the catalogue: {title} ({name})", "in de catalogus: {title} ({name})"),
        "kept-client": (", for {client} only", ", alleen voor {client}"),
        "kept-lacks": ("To complete it: {command}", "Om het aan te vullen: {command}"),
        "phrase-kept": ("“{topic}” learns: {detail}", "“{topic}” leert: {detail}"),
        "phrase-known": ("“{topic}” knows this already: {detail}", "“{topic}” kent dit al: {detail}"),
        "introduce-asked": (
            "{detail} is asked to help, without the worker's name, and may answer until {until}",
            "{detail} krijgt de vraag om te helpen, zonder de naam van de vrager, en kan antwoorden tot {until}",
        ),
        "remembered": ("remembered: {detail}", "onthouden: {detail}"),
        "requester": ("the case is {detail}'s", "de vraag is van {detail}"),
        "opened": ("opened as {detail}", "geopend als {detail}"),
        "assigned": ("the case is now with {detail}", "de vraag is nu bij {detail}"),
        "closed": ("closed", "afgesloten"),
        "reopened": ("opened again", "heropend"),
        "rejected": ("marked as no learning request", "gemarkeerd als geen leervraag"),
        "noted": ("kept as a note among colleagues", "bewaard als notitie onder collega's"),
        "not-theirs": (
            "the mail in your name was not yours: I left it out and did nothing with it",
            "de mail in jouw naam was niet van jou: ik liet hem weg en deed er niets mee",
        ),
        "not-theirs-told": (
            "the mail in your name was not yours: I left it out, did nothing with it and told {detail}",
            "de mail in jouw naam was niet van jou: ik liet hem weg, deed er niets mee en verwittigde {detail}",
        ),
        "case-erased": (
            "{detail} is empty, because whoever asked wanted to be forgotten: nothing of your mail is kept",
            "{detail} is leeg, omdat wie het vroeg vergeten wilde worden: van je mail wordt niets bewaard",
        ),
        "case-unknown": (
            "there is no {detail} here; since a backup was put back the question may have another number. "
            "If you wrote this before that, it may have gone out then. If not: answer a newer mail about it, or "
            "ask who runs the service",
            "{detail} is hier niet; sinds er een back-up is teruggezet, heeft de vraag misschien een ander "
            "nummer. Schreef je dit daarvoor, dan is het misschien toen al verstuurd. Zo niet: antwoord op een "
            "nieuwere mail erover, of vraag het aan wie de dienst beheert",
        ),
        "mail-erased": (
            "the mail that this is about was erased: nothing of your mail is kept, and nothing was done",
            "de mail waar dit over gaat, is gewist: van je mail wordt niets bewaard, en er is niets gedaan",
        ),
        "sent": ("sent to {detail}", "verstuurd naar {detail}"),
        "left-out": (
            "not sent along, because a mail of ours or a colleague's card never goes to a worker: {detail}",
            "niet meegestuurd, want een mail van ons of het kaartje van een collega gaat nooit mee: {detail}",
        ),
        "left-out-envelope": (
            "not sent along, because it is damaged and nobody could read it: {detail}, in which Outlook packs a "
            "mail and its files; attach the files themselves",
            "niet meegestuurd, want het is beschadigd en niemand kan het lezen: {detail}, waarin Outlook een mail "
            "en de bijlagen verpakt; voeg de bestanden zelf bij",
        ),
        "yourself": ("you yourself", "jijzelf"),
        "released": ("sent after all", "alsnog verstuurd"),
        "accepted": ("the held mail was let in", "de tegengehouden mail is binnengelaten"),
        "discarded": ("the held mail stays out", "de tegengehouden mail blijft buiten"),
    }
)


REFUSALS: tuple[str, ...] = tuple(
    slug
    for slug in list(_TEXTS)[1 : list(_TEXTS).index("case.topic")]
    if not slug.startswith(("bad-", "cell-", "template-"))
)
"""Why a line or a mail was not carried out; those that only repeat another's words left out."""


def say(slug: str, language: str, **values: object) -> str:
    """The phrase of that slug."""
    english, dutch = _TEXTS[slug]
    return (dutch if language == "nl" else english).format(**values)


def refused(refusal: Refusal, language: str) -> str:
    """Why a line was refused."""
    return say(refusal.slug, language, **{"verb": "", **refusal.values})


def problem(found: LineProblem, language: str) -> str:
    """Why a line that looks like a command is none."""
    return say(found.reason, language)
