"""Words of Italian by what they do. Case-folded, straight apostrophes; no names of anybody or anything."""

from __future__ import annotations

from virgolette.segment.abbreviations import OPENERS


def listed(text: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(text.split())


ARTICLES = listed("il lo la i gli le l' un uno una un'")
DEMONSTRATIVES = listed("questo questa questi queste quest' quello quella quelli quelle quel quei quegli quell'")
_STEMS = ("de", "a", "da", "ne", "su")
CONTRACTED = frozenset(s + e for s in _STEMS for e in ("l", "llo", "lla", "ll'", "i", "gli", "lle")) | {"col", "coi"}
PREPOSITIONS = CONTRACTED | listed("di d' a ad da in con su per tra fra senza contro verso presso dopo prima durante")
OF = listed("di d' del dello della dell' dei degli delle")
TO = listed("a ad al allo alla all' ai agli alle")
FROM = listed("da dal dallo dalla dall' dai dagli dalle")
INTO = listed("in nel nello nella nell' nei negli nelle")
POSSESSIVES = listed("mio mia miei mie suo sua suoi sue nostro nostra nostri nostre loro tuo tua")
CLITICS = listed("mi ti si ci vi gli le lo la li ne me te se ce ve glielo gliene m' s' l' c' v' n'")
ADVERBS = listed(
    "non poi anche già ancora inoltre infine invece però tuttavia quindi così più mai subito sempre spesso ora "
    "oggi ieri intanto infatti pure soltanto solo piuttosto recentemente successivamente prima dopo dunque "
    "chiaramente esplicitamente pubblicamente apertamente semplicemente addirittura apparentemente"
)
AUXILIARIES = listed(
    "ha hanno ho abbiamo aveva avevano avevo avrebbe avrebbero avrà avranno abbia abbiano ebbe ebbero avendo avere "
    "è sono era erano sia siano fu furono sarà saranno sarebbe sarebbero essendo essere stato stata stati state"
)
MODALS = listed(
    "può possono poteva potevano potrà potranno potrebbe potrebbero deve devono doveva dovrà dovranno dovrebbe "
    "dovrebbero vuole vogliono voleva vorrebbe intende intendono punta puntano"
)
CONJUNCTIONS = listed("e ed o oppure ma però mentre perché poiché quando se che dove come né sebbene anche siccome")
FUNCTION = (
    ARTICLES
    | DEMONSTRATIVES
    | PREPOSITIONS
    | POSSESSIVES
    | CLITICS
    | ADVERBS
    | AUXILIARIES
    | MODALS
    | CONJUNCTIONS
    | listed("cui quale quali chi cosa ciò tutto tutti tutte tutta molto molti ogni alcuni alcune qualche circa oltre")
)

COMMON = OPENERS | FUNCTION | listed(
    "nessuno nessuna niente nulla qualcuno ognuno altro altra altri altre entrambi entrambe eppure anzi allora "
    "adesso quasi almeno appena ecco forse certo resta restano rimane rimangono arriva arrivano torna tornano "
    "può puoi vuoi sapete neppure nemmeno neanche sì no ciao grazie bene male tanto troppo poco pochi molte oltre "
    "durante verso presso contro attraverso grazie davvero finora finalmente attualmente complessivamente "
    "parallelamente nonostante malgrado pur dato data visto considerando tra fra entro fine inizio metà parte "
    "circa meno più intorno secondo stando quanto quanti quante perciò pertanto ormai noi voi loro io tu lui lei "
    "egli ella essi esse suo sua suoi sue mio nostro nostra vostro è c'è ci vi si avvertenza fonte foto leggi"
)  # fmt: skip
"""Words whose capital at the head of a sentence says nothing."""

ACRONYMS = listed(
    "ia ai agi gpu gpus cpu cpus tpu npu llm llms ceo cto cfo coo api pc pib pil ipo etf it ict ml nlp app faq pdf "
    "hbm cuda url sms tv usb wifi html rag moe r&d roi esg kpi saas b2b"
)
"""Common terms in capitals, which the manual counts as no mentions."""

PERSONS = listed(
    "presidente presidentessa ministro ministra premier sindaco sindaca assessore assessora senatore senatrice "
    "deputato deputata governatore governatrice cancelliere segretario segretaria commissario commissaria ceo cto "
    "cfo fondatore fondatrice cofondatore cofondatrice capo direttore direttrice amministratore amministratrice "
    "dirigente manager responsabile portavoce analista analisti economista economisti professore professoressa "
    "docente ricercatore ricercatrice scienziato scienziata ingegnere ingegnera esperto esperta avvocato avvocata "
    "giornalista editorialista imprenditore imprenditrice investitore miliardario magnate socio socia partner "
    "collega dipendente funzionario funzionaria ambasciatore ambasciatrice consigliere consigliera giudice "
    "procuratore procuratrice medico dottore dottoressa signor signora sig dott dr prof mr mrs ms autore autrice "
    "scrittore scrittrice regista attore attrice cantante allenatore allenatrice leader numero coautore stratega "
    "gestore operatore operatrice sviluppatore sviluppatrice informatico informatica fisico matematico storico"
)
PEOPLE = listed(
    "analisti esperti economisti ricercatori ricercatrici funzionari funzionarie dipendenti ingegneri osservatori "
    "investitori dirigenti critici scienziati sviluppatori giornalisti fonti fonte insider testimoni addetti "
    "persone persona gente operatori avvocati sostenitori legali tecnici utenti studiosi autori commentatori "
    "residenti cittadini abitanti sindacati colleghi uomo donna"
)
BODIES = listed(
    "azienda società impresa startup start-up compagnia gruppo fondo banca agenzia autorità commissione consorzio "
    "laboratorio istituto università ministero governo amministrazione quotidiano giornale settimanale rivista "
    "testata sito organizzazione associazione fondazione gigante colosso produttore fornitore multinazionale "
    "casa ufficio dipartimento tribunale parlamento partito sindacato squadra team rivale concorrente newsletter "
    "emittente piattaforma joint unità divisione ente comitato comune regione procura polizia controllata"
)
DOCUMENTS = listed(
    "studio studi rapporto rapporti documento documenti memo nota comunicato relazione ricerca ricerche analisi "
    "stima stime bilancio lettera sondaggio articolo inchiesta libro saggio paper dossier indagine dati report "
    "verbale sentenza carta post messaggio indiscrezioni ricostruzione ricostruzioni calcoli proiezioni previsioni"
)
PRODUCTS = listed(
    "modello modelli chip processore processori app applicazione chatbot assistente serie software dispositivo "
    "gpu scheda schede versione smartphone computer supercomputer telefono motore sistema console robot veicolo"
)
ASSETS = listed(
    "indice indici cripto criptovaluta criptovalute token gettone gettoni moneta valuta stablecoin etf obbligazione"
)
PLACES = listed("città paese capitale comune regione provincia stato isola porto valle")
HOLDINGS = listed(
    "fondatore fondatrice cofondatore ceo capo presidente amministratore amministratrice delegato delegata direttore "
    "direttrice analista analisti economista portavoce dipendenti dipendente ingegneri azioni azione titolo titoli "
    "ricavi utili capitalizzazione sede modello modelli chip ricercatore ricercatori soci manager dirigente clienti"
)
"""Nouns that, with `di`, go before somebody's firm."""

ORG_HEADS = listed(
    "istituto università banca commissione ministero agenzia autorità consiglio dipartimento fondazione gruppo "
    "tribunale camera senato parlamento corte associazione federazione comitato ufficio osservatorio centro "
    "politecnico accademia ospedale ordine unione lega confederazione amministrazione procura museo bank "
    "university institute college department the"
)
ORG_TAILS = listed(
    "capital securities ventures venture group inc corp corporation company co ltd llc spa plc technology "
    "technologies tech labs lab network networks bank times journal post ledger news research institute university "
    "partners holding holdings management investment investments fund foundation systems semiconductor "
    "semiconductors motors energy media press tribune herald gazette letter review associates advisors consulting "
    "studios entertainment pharma software solutions international intelligence street week weekly report"
)
EVENT_HEADS = listed("olimpiadi vertice forum festival conferenza mondiali expo congresso summit")

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
    "novembre", "dicembre",
)  # fmt: skip
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")

CONTINENTS = listed(
    "europa asia africa oceania america antartide sudamerica nordamerica eurasia occidente oriente mediterraneo"
)
EXONYMS = listed(
    "italia francia germania spagna portogallo svizzera austria belgio olanda danimarca svezia norvegia finlandia "
    "islanda irlanda inghilterra scozia galles grecia turchia russia ucraina polonia ungheria romania bulgaria "
    "serbia croazia slovenia slovacchia albania cina giappone corea taiwan india pakistan vietnam thailandia "
    "indonesia malesia filippine singapore australia canada messico brasile argentina cile perù colombia venezuela "
    "cuba egitto marocco tunisia libia algeria etiopia nigeria kenya sudafrica israele palestina libano siria "
    "giordania iraq iran arabia qatar emirati kuwait yemen kazakistan kazakhstan uzbekistan georgia armenia usa uk "
    "londra parigi berlino madrid lisbona ginevra zurigo vienna bruxelles amsterdam copenaghen stoccolma varsavia "
    "praga budapest atene mosca kiev pechino shanghai tokyo seul roma milano torino napoli firenze venezia genova "
    "bologna palermo washington california texas florida"
)
"""Countries and great cities in their Italian form: vocabulary, as months are, and no list of this corpus."""
