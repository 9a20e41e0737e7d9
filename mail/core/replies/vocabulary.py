"""Families of wordings by which servers tell one thing, in the languages that they speak.

Written down from the replies of Dovecot, Courier, Cyrus, Exchange, Zimbra, hMailServer, MDaemon,
Kerio, Stalwart, Postfix with SASL, Exim, sendmail and qmail, and of the large providers; stems
rather than sentences, so that next year's sentence is still understood. The order of languages is
en, de, fr, es, it, pt, nl, da/nb, sv, fi, pl, cs, ru, tr, zh, ja, ko; then hu, el, ro, uk, bg, hr,
vi, id, he, ar, th, et, lt, lv, sl.
"""

from __future__ import annotations

from mail.core.replies.fold import family

_PASSWORD_WORDS = (
    r"passwor[dt]|kennwort|mot de passe|contrasena|senha|wachtwoord|adgangskode|kodeord|passord"
    r"|losenord|salasana|haslo|heslo|парол|sifre|parola|密码|密碼|パスワード|비밀번호"
)
_PASSWORD = f"(?:{_PASSWORD_WORDS})"
_MAILBOX = (
    r"(?:account|mailbox|user(?:name)?|login|konto|kontoen|postfach|zugang|benutzer|compte|boite"
    r"|cuenta|buzon|usuario|casella|utente|conta|caixa|postvak|gebruiker|postkass|postboks|bruger"
    r"|bruker|brevlad|anvandar|tili|skrzynk|schrank|ucet|аккаунт|учетн|ящик|пользовател|hesab"
    r"|帐号|账号|帐户|账户|用户|邮箱|アカウント|계정)"
)
_OFF = (
    r"(?:disabled|not? (?:been )?(?:enabled|activated|active|allowed|permitted|available"
    r"|authori[sz]ed"
    r"|supported for|licen[sc]ed|turned on|switched on|open)|isn'?t (?:enabled|active|allowed"
    r"|available|on)"
    r"|(?:switched|turned) off|deactivated|inactive|is off|blocked|restricted|prohibited|forbidden"
    r"|deaktiviert|nicht (?:aktiv|freigeschaltet|erlaubt|eingeschaltet|zugelassen)|ausgeschaltet"
    r"|gesperrt"
    r"|desactiv|pas (?:ete )?(?:activ|autoris)|non autoris|n'est pas (?:activ|autoris|dispo)|bloque"
    r"|deshabilit|desactivad|no (?:esta |ha sido )?(?:habilitad|activad|permitid)|inhabilit"
    r"|disabilit|disattiv|non (?:e |risulta )?(?:abilitat|attiv|consentit)"
    r"|desativ|desabilit|nao (?:esta |foi )?(?:ativ|habilit|permitid)"
    r"|uitgeschakeld|niet (?:ingeschakeld|geactiveerd|toegestaan|actief)|uitgezet"
    r"|deaktiveret|slaet fra|slatt av|deaktivert|ikke (?:aktiver|slaet til|slatt pa|tilladt"
    r"|tillatt)"
    r"|inaktiver|avstangd|avstangt|inte (?:aktiver|paslag|tillat)|kaytosta"
    r"|ei (?:ole )?(?:kaytossa|sallittu)"
    r"|wylaczon|nieaktywn|nie (?:jest )?(?:wlaczon|aktywn)|vypnut|zakazan|neni (?:povolen|aktiv)"
    r"|nepovolen"
    r"|отключ|выключ|не включ|запрещ|не разреш|недоступ|devre disi|kapali|etkin degil"
    r"|未开启|未開啟|未开通|未启用|没有开启|关闭|關閉|停用|未打开|無効|有効になってい"
    r"|許可されてい|비활성|사용 ?안|사용할 수 없|꺼져"
    r"|letiltva|nincs engedelyezve|kikapcsol|le van tiltva|απενεργοποιημεν|dezactivat"
    r"|nu este activ|вимкнен"
    r"|не ввімкнен|изключен|деактивиран|onemogucen|iskljucen|bi tat|chua (?:duoc )?bat"
    r"|dinonaktifkan|tidak aktif|מושבת|معطل|ปิดใช้งาน)"
)
_SWITCH_ON = (
    r"(?:enable|activate|(?:turn|switch) on|allow|aktivier|einschalten|freischalt|activ[ae]r"
    r"|activez"
    r"|\bhabilit|\babilit|\battiv|\bativ[ae]|inschakel|schakel|activeer|aktiver|sla til|sla pa"
    r"|ota kayttoon|wlacz"
    r"|aktywuj"
    r"|povol|zapn|включит|разрешит|etkinlestir|开启|開啟|开通|启用|打开|有効に|설정)"
)

PLAINTEXT = family(
    r"(?:plain ?text|clear ?text|unencrypted|insecure|non secure)\b.{0,40}(?:auth|log ?in"
    r"|password|connection)"
    r".{0,40}(?:not (?:allowed|permitted|supported|accepted)|disallowed|disabled|prohibited"
    r"|refused|rejected|forbidden)",
    r"(?:auth|log ?in).{0,60}(?:not (?:allowed|permitted|available)|disallowed|disabled|refused)"
    r".{0,40}(?:plain ?text|clear ?text|unencrypted|insecure|non secure|without (?:tls|ssl"
    r"|encryption))",
    r"(?:must|need to|have to|please) (?:first )?(?:issue|use|send|do|run|start"
    r"|negotiate) (?:an? |the )?(?:starttls|tls|ssl|encrypt)",
    r"(?:starttls|tls|ssl|encryption|encrypted (?:connection|session|channel)|secure connection)"
    r"(?: \w+){0,3} (?:required|needed|mandatory|first|must be)",
    r"(?:requires?|require) (?:an? )?(?:tls|ssl|starttls|encrypt|secure (?:connection|channel))",
    r"(?:verschlussel|chiffr|cifrad|crittograf|versleutel|krypter|szyfrow|sifrov|шифров)\w*.{0,30}"
    r"(?:erforderlich|notwendig|requis|obligatoire|requerid|necesari|richiest|necessari|vereist"
    r"|verplicht|kraeves|kreves|kravs|wymagan|vyzadov|требуе)",
)

APP_PASSWORD = family(
    r"alkalmazas ?jelszo|κωδικ\w+ (?:προσβασης )?εφαρμογ|parola (?:de|pentru) aplicati"
    r"|парол\w* (?:для |за )?(?:застосунк|додатк|програм|приложени)|lozink\w+ (?:za )?aplikacij"
    r"|mat khau ung dung|sandi aplikasi|סיסמת? ?(?:ה|ל)?אפליקציה|كلمة مرور (?:ال)?تطبيق"
    r"|รหัสผ่านสำหรับแอป|รหัสผ่านแอป",
    r"(?:their|its|an?) own password|separate password|app (?:key|token|code)\b",
    r"app(?:lication|s)?(?: ?specific)? ?(?:password|passcode|passphrase|pwd)",
    r"(?:password|passcode) for (?:external |third party |mail |e ?mail |other )*(?:app|client"
    r"|program|device)",
    r"(?:device|client|mail|imap|program|service|external|separate|dedicated)(?: specific"
    r"| only)? password (?:is |must |has )?(?:required|needed|be used|instead)",
    r"(?:use|using|create|generate|need|requires?|with) (?:an? |the |your )?(?:\w+ ){0,2}"
    r"(?:specific|dedicated|separate|external|device|client) (?:\w+ )?password",
    r"specific password|invalidsecondfactor|secure mail key|weixin token",
    r"authori[sz](?:ed|ation) ?code|auth code|client (?:authorization|auth) code",
    r"parol[a-z]* (?:dlya )?(?:vneshn\w+ )?prilozheniy",
    r"парол\w* (?:для )?(?:внешн\w+ )?(?:приложени|программ|устройств)",
    r"(?:app|anwendungs?|programm|gerate)(?: ?spezifische[sn]?)? ?(?:passwort|kennwort)",
    r"(?:passwort|kennwort) fur (?:e ?mail ?programme|externe|apps?|anwendung)",
    r"mot de passe (?:d'|de l'|pour (?:les |l'|une )?|specifique|propre)(?: a )?(?:l')?(?:appli"
    r"|externe|tiers|messagerie)?",
    r"(?:contrasena|clave) (?:de|para|especifica)(?: (?:la|las|una|de|para))* ?(?:aplicaci|app)",
    r"senha (?:de|do|para|especifica)(?: (?:o|os|um|de|para))* ?(?:aplicati|aplicac|app)",
    r"password (?:specific\w* )?(?:per|dell'|della)(?: (?:la|le|l'))?(?: )?(?:app|applicazion)",
    r"(?:app|toepassings|applicatie)(?:specifiek)? ?wachtwoord|wachtwoord voor (?:de )?(?:app"
    r"|toepassing)",
    r"(?:app|program|applikations)(?:spesifikt?|specifikk?e?|specifik)? ?(?:adgangskode|kodeord"
    r"|passord|losenord)",
    r"sovellus(?:kohtainen)? ?salasana|hasl[oa] (?:do |dla )?aplikacj|hesl[oa] (?:pro |k )?aplikac"
    r"|uygulama (?:sifre|parola)",
    r"授权码|授權碼|独立密码|獨立密碼|专用密码|專用密碼|客户端密码|应用(?:专用)?密码|安全码",
    r"アプリ(?:ケーション)?(?:固有|専用|用)?の?パスワード|専用パスワード|앱 ?(?:전용 )?비밀번호"
    r"|애플리케이션 비밀번호",
    r"(?:two|2) ?(?:factor|step|fa\b)|multi ?factor|\bmfa\b|второй фактор|двухфактор|двухэтап|两步"
    r"|二次验证|2段階|二段階|2단계",
    r"unsafe login|account is abnormal, service|too many bad auth attempts|less secure app",
)

LOCKED_OUT = family(
    r"ajutiselt (?:luku|bloke)|laikinai (?:uz)?(?:blokuot|rakint)|islaicigi (?:bloket|aizslegt)"
    r"|zacasno (?:zaklen|blokir|onemogoc)|liiga palju|per daug|parak daudz|prevec",
    r"tul sok|παρα πολλ|prea multe|забагато|твърде много|previse|qua nhieu|terlalu banyak"
    r"|יותר מדי|محاولات كثيرة|العديد من المحاولات|มากเกินไป",
    r"exceeded(?: \w+){0,6} (?:attempts|log ?ins|failures)",
    r"(?:too many|excessive|repeated|multiple|maximum(?: number of)?"
    r"|max) (?!(?:\w+ ){0,2}(?:simultaneous|concurrent|open))(?:\w+ ){0,3}"
    r"(?:attempts?|log ?in ?failures?|failures?|log ?ins\b|auth|failed|errors?|retries|tries"
    r"|sign ?ins?|passwords?)",
    r"(?:attempts?|failures?|log ?ins?|auth\w*) (?:limit|rate|count)(?: \w+)? (?:exceeded"
    r"|reached|hit|limit)",
    r"log ?in (?:\w+ )?rate|(?:auth\w*|log ?in|sign ?in) (?:is |was |are |has been )?(?:throttl"
    r"|rate ?limit|frequen)",
    r"frequency limited|log(?:in|ging) in too (?:often|fast|frequently)|brute ?force|fail2ban",
    r"lock(?:ed)? ?out|temporar\w+ (?:locked|blocked|banned|suspended|disabled)",
    r"(?:locked|blocked|banned|suspended|disabled) (?:temporar|for (?:the next "
    r"|another )?\d+ (?:s|m|h)|until|for a while)",
    r"try again (?:in|after) \d+ (?:s|m|h)|wait \d+ (?:s|m|h)",
    r"zu viele (?:\w+ ){0,3}?(?:anmelde|login|fehl|versuch|falsch|ungultig)"
    r"|vorubergehend (?:ge)?sperr",
    r"trop de (?:\w+ ){0,2}(?:tentative|echec|essai)|temporairement (?:bloque|verrouille)",
    r"demasiad[oa]s (?:\w+ ){0,2}(?:intento|fallo|error)|temporalmente (?:bloquead|suspendid)",
    r"tropp[ie] (?:\w+ ){0,2}(?:tentativ|accessi|error)|temporaneamente (?:bloccat|sospes)",
    r"(?:muitas|demasiadas|excesso de) (?:\w+ ){0,2}(?:tentativ|falha)"
    r"|temporariamente (?:bloquead|suspens)",
    r"te veel (?:\w+ ){0,3}(?:poging|mislukt|aanmeld|inlog|foute)|tijdelijk (?:geblokkeerd"
    r"|vergrendeld)",
    r"for mange (?:\w+ ){0,3}(?:forsog|forsok|mislyk|login|palogging|indlogning|feil|fejl)"
    r"|midlertidigt? (?:spaerret|sperret|blok|last)",
    r"for manga (?:\w+ ){0,3}(?:forsok|misslyck|inloggning|fel)|tillfalligt (?:sparra|last"
    r"|blocker)",
    r"liian monta|(?:zbyt|za) (?:wiele|duzo) (?:\w+ ){0,2}(?:prob|nieudan|logowan)"
    r"|prilis mnoho (?:\w+ ){0,2}(?:pokus|neuspes)",
    r"слишком (?:много|часто)[^.]{0,40}(?:попыт|вход|авториз|неудач|парол)|временно заблокир"
    r"|cok fazla (?:\w+ ){0,2}deneme",
    r"(?:次数|频率|頻率).{0,8}(?:过多|过高|超|受限|限制|上限)|过于频繁|過於頻繁|登录频繁"
    r"|尝试过多|暂时(?:锁定|冻结|封)",
    r"試行回数|ログイン.{0,8}(?:多すぎ|回数)|一時的にロック|로그인 시도|횟수.{0,6}초과"
    r"|일시적으로 (?:잠|차단)",
)

CONNECTIONS = family(
    r"too many (?:simultaneous|concurrent)|in use by another|already (?:logged in|connected"
    r"|in use|open)|locked by another",
    r"(?:too many|maximum (?:number of )?|max|exceeded|limit of)(?: \w+){0,4} (?:connect"
    r"|sessions?|clients|processes)",
    r"(?:connection|session)s?(?: \w+){0,3} (?:limit|exceeded|maximum|quota)|(?:concurrent"
    r"|simultaneous) (?:\w+ )?(?:connection|session|login|access)",
    r"zu viele (?:\w+ ){0,2}(?:verbindung|sitzung)|trop de (?:\w+ )?(?:connexion|session)"
    r"|demasiadas (?:\w+ )?(?:conexion|sesion)",
    r"tropp[ie] (?:\w+ )?(?:connession|session)|(?:muitas|demasiadas) (?:\w+ )?(?:conex|sess)"
    r"|te veel (?:\w+ )?(?:verbinding|sessie)",
    r"for mange (?:\w+ )?(?:forbindelse|tilkobling|sesjon)|for manga (?:\w+ )?(?:anslutning"
    r"|session)|zbyt wiele (?:\w+ )?polacz|prilis mnoho (?:\w+ )?(?:pripoj|spojeni)",
    r"слишком много[^.]{0,30}(?:соединени|подключени|сесси)|(?:连接|連接|连线).{0,4}(?:过多|太多"
    r"|超)|并发"
    r"|同時接続|接続数|동시 접속|연결.{0,6}(?:초과|많)",
)

PAUSED = family(
    r"bandwidth|throttl|exceeded (?:\w+ ){0,3}(?:command|download|traffic|transfer|daily|imap)"
    r"|(?:download|traffic|transfer|daily|command) (?:\w+ )?(?:limit|quota) (?:\w+ )?(?:exceeded"
    r"|reached|hit)",
    r"(?:rate|request) ?(?:limit|rate)(?:ed| exceeded| reached)?|too many (?:requests|commands)"
    r"|流量|带宽",
)

TEMPORARY = family(
    r"ajutise|hooldus|pole (?:hetkel )?(?:katte)?saadav|laikin|neprieinam|islaicig|nav pieejam"
    r"|zacasn|ni na voljo|nedosegljiv|vzdrzevanj|docasne|timabund",
    r"atmeneti|ideiglenes|karbantartas|nem elerheto|προσωριν|συντηρησ|indisponibil|mentenanta"
    r"|тимчасов|недоступн|недостъп|privremen|nedostupan|odrzavanj|tam thoi|bao tri"
    r"|khong kha dung|sementara|pemeliharaan|tidak tersedia|זמני|תחזוקה|مؤقت|صيانة|غير متاح"
    r"|ชั่วคราว|ปรับปรุง",
    r"\b(?:offline|unreachable|restart(?!ing auth)\w*|reboot\w*|fail ?over|degraded|reconnect"
    r"|recovering|starting up|standby|not (?:yet )?ready)\b|no (?:\w+ ){0,2}(?:backend|servers?"
    r"|nodes?)(?: \w+)? available|disk (?:full|error)",
    r"at (?:this time|the moment)|right now|currently (?:un|not|down|being)|being (?:moved"
    r"|migrated)|non disponible|\bsql\b",
    r"temporar(?!\w* password)|transient|internal (?:server |system |authentication )?(?:error"
    r"|failure)|system (?:error|failure|problem)",
    r"(?:server|service|auth\w*|database|backend|directory|system|daemon|ldap|mailbox"
    r"|log ?in)(?: \w+){0,3} (?:is )?(?:un ?available|not available|un ?reachable"
    r"|not reachable|down\b"
    r"|not respond|not running|busy|overload|offline|(?:timed? ?out))",
    r"(?:could not|cannot|can'?t|unable to|failed to) (?:\w+ )?(?:connect|contact|reach|access"
    r"|query|open|talk|communicate|complete|process|look ?up)",
    r"(?:connection|link) (?:to \w+ )?(?:lost|refused|(?:timed out)|reset|closed|failed)"
    r"|lost connection|connect(?:ion)? (?:\w+ ){0,4}(?:lost|failed|refused)"
    r"|server (?:refused|dropped|closed|reset) (?:the )?connection",
    r"maintenance|overloaded|high load|out of memory|too busy|server error|backend error"
    r"|resources? (?:temporar|un)|i ?/ ?o error|database error|ldap (?:error|fail)|deferred"
    r"|service un ?available|(?:timed? ?out",
    r"vorubergehend)|wartung|uberlastet|derzeit nicht|momentan nicht|zur ?zeit nicht"
    r"|interner (?:server)?fehler|nicht erreichbar|storung",
    r"temporaire|indisponible|momentanement|surcharge|erreur (?:interne|serveur|systeme"
    r"|du serveur)|injoignable|en maintenance",
    r"temporal(?:mente)?\b|no (?:esta )?disponible|mantenimiento|error (?:interno|del servidor"
    r"|del sistema)|sobrecargad|fuera de servicio",
    r"temporane|non (?:e )?disponibile|manutenzione|errore (?:interno|del server|di sistema)"
    r"|sovraccaric|momentaneamente",
    r"temporari(?:a|o)|indisponivel|manutencao|erro (?:interno|do servidor|de sistema)|sobrecarreg",
    r"tijdelijk|niet (?:beschikbaar|bereikbaar)|onderhoud|interne (?:server)?fout|overbelast"
    r"|storing",
    r"midlertidig|ikke tilg(?:j)?(?:ae|e)ngelig|utilg(?:j)?(?:ae|e)ngelig|vedlikehold"
    r"|vedligehold|intern (?:server)?(?:fejl|feil)|overbelast|driftsforstyr",
    r"tillfallig|otillganglig|inte tillganglig|underhall|internt (?:server)?fel|overbelast"
    r"|driftstor",
    r"tilapai|huolto|ei (?:ole )?kaytettavissa|tymczasow|niedostepn|konserwac|przeciaz"
    r"|blad (?:wewnetrzn|serwera)|docasn|nedostupn|udrzb|pretizen",
    r"временн|недоступен сервер|сервер[^.]{0,30}(?:недоступ|перегруж|занят)|техническ\w+ работ"
    r"|внутренн\w+ ошибк|ошибка сервера|сбой|gecici|bakim|sunucu hatas",
    r"暂时|暫時|系统繁忙|系統繁忙|服务器(?:繁忙|错误|异常|忙)|系统错误|维护|維護|不可用|一時的"
    r"|しばらく|メンテナンス|混雑|サーバー?エラー|内部エラー|일시적|점검"
    r"|서버 (?:오류|장애)|내부 오류",
)

LATER = family(
    r"kesobb|αργοτερα|mai tarziu|пізніше|по късно|kasnije|thu lai sau|coba lagi nanti|מאוחר יותר"
    r"|لاحق|ภายหลัง",
    r"(?:try|retry|come back|attempt)(?: \w+){0,4} (?:later|in a (?:moment|while|minute|few)"
    r"|soon)|later\b",
    r"spater|plus tard|ulterieurement|mas tarde|mas adelante|piu tardi|mais tarde"
    r"|probeer het (?:later|straks)|senere|senare|myohemmin|pozniej|pozdeji|позже|позднее"
    r"|daha sonra",
    r"稍后|稍後|以后再试|後ほど|後でもう|時間をおいて|나중에|잠시 ?후",
)

OAUTH = family(
    r"(?:only )?accepts? only tokens|only accepts? tokens|access tokens?|(?:simple"
    r"|password(?: based)?) (?:auth\w*|sign ?in|log ?in)(?: \w+){0,3} (?:retired|no longer"
    r"|removed|discontinued)",
    r"(?:mot de passe|contrasena|senha|password|wachtwoord|adgangskode|passord|losenord"
    r"|парол).{0,60}(?:n'est plus|ne sont plus|ya no|non (?:e|sono) piu|nao (?:e|sao) mais"
    r"|niet (?:meer|langer)|ikke laengere|ikke lenger|inte langre|больше не)|不再支持.{0,6}密码"
    r"|密码登录.{0,8}不再",
    r"basic ?auth\w*(?: \w+){0,6} (?:disabled|not (?:supported|allowed|enabled|permitted"
    r"|accepted)|blocked|deprecated|off|no longer|retired|removed)",
    r"(?:modern|token|bearer|web based) (?:auth|sign ?in|log ?in)",
    r"o ?auth ?(?:2(?:\.0)?)?(?: \w+){0,5} (?:required|only|must|instead|needed|mandatory)"
    r"|(?:use|using|requires?|require|via|with|only|switch to|need) (?:\w+ ){0,2}(?:o ?auth"
    r"|xoauth2|oauthbearer|single sign ?on|sso)",
    r"password(?: based)?(?: \w+)? (?:auth\w*|log ?ins?|sign ?ins?"
    r"|access)(?: \w+){0,6} (?:disabled|not (?:supported|allowed|permitted|accepted)|no longer"
    r"|blocked|turned off|deprecated)",
    r"passwords? (?:are|is) (?:no longer|not) (?:accepted|supported|allowed|permitted)"
    r"|legacy auth|does not accept passwords",
    r"(?:passwort|kennwort)\w* ?(?:anmeldung|authentifizierung)?.{0,40}nicht mehr"
    r"|nur (?:noch )?(?:uber|mit|per) oauth|standardauthentifizierung|authentification de base"
    r"|autenticacion basica|autenticazione (?:di base|base)|autenticacao basica|basisverificatie"
    r"|grundlaeggende godkendelse|grunnleggende godkjenning|grundlaggande autentisering"
    r"|обычная проверка подлинности|базов\w+ (?:проверк|аутентиф)|基本(?:身份)?(?:验证|認証"
    r"|认证)|기본 인증",
)

IMAP_OFF = family(
    r"\b(?:not|no) (?:have|include|provide|offer|support)(?: \w+){0,2} imap",
    rf"(?:imap|pop3?|mail client|third party|external (?:client|program|app|access)"
    rf"|mobile access).{{0,70}}{_OFF}",
    rf"{_OFF}.{{0,50}}(?:imap|third party|external (?:client|program|app))",
    rf"{_SWITCH_ON}.{{0,40}}imap|imap.{{0,30}}{_SWITCH_ON}",
    r"authenticated but not connected|service is not open|服务未开|服務未開|yet to enable|no imap"
    r"|imap access (?:denied|refused)",
)

SMTP_OFF = family(
    rf"(?:smtp|client submission|outgoing (?:mail|server)|sending|mail submission"
    rf"|relay access for (?:this )?user).{{0,70}}{_OFF}",
    rf"{_OFF}.{{0,40}}(?:smtp|to send|for sending)|{_SWITCH_ON}.{{0,40}}smtp"
    rf"|smtp.{{0,30}}{_SWITCH_ON}",
    r"smtp ?client ?authentication is disabled|smtp_auth_disabled|smtp (?:auth )?access denied"
    r"|service is not open|服务未开|yet to enable",
)

WEB_LOGIN = family(
    r"browser|navigateur|navegador|navigatore|webblasare|nettleser|selain|przegladark|prohlizec"
    r"|браузер|tarayici|浏览器|瀏覽器|ブラウザ|브라우저",
    r"web ?alert|web ?log ?in|web ?mail|(?:through|via|using|on|at) (?:the |our "
    r"|your )?web ?(?:site|page|interface|mail)|网页|網頁|ウェブメール|веб-?(?:почт|интерфейс)",
    r"unusual|suspicious|(?:verify|confirm) (?:\w+ ){0,4}(?:you\b|identity|log ?in|sign ?in"
    r"|account|it's|owner"
    r"|phone|device)|new (?:device|location)|captcha|security (?:check|challenge|question|alert"
    r"|review)|verification required|additional verification",
    r"(?:sign ?in|log ?in|access)(?: attempt)? (?:was |has been |is )?(?:blocked|stopped"
    r"|prevented|challenged)|accept (?:the |our )?(?:new |updated )?(?:terms|agreement|privacy)"
    r"|(?:terms|agreement)(?: \w+){0,4} accept",
    r"verdachtig|ungewohnlich|inhabituel|suspect|inusual|sospechos|insolit|sospett|incomum"
    r"|suspeit|verdacht|mistaenkelig|mistenkelig|misstankt|подозрительн|异常登录|安全验证|不審"
    r"|의심",
)

EXPIRED = family(
    r"jelszo.{0,30}lejart|κωδικ.{0,40}εληξ|parola.{0,20}expirat|парол.{0,40}(?:закінч|термін"
    r"|изтек)|lozink.{0,30}istekla|mat khau.{0,30}het han|sandi.{0,30}kedaluwarsa|סיסמ.{0,30}פג"
    r"|كلمة المرور.{0,30}صلاحية|انتهت صلاحية كلمة المرور|รหัสผ่าน.{0,20}หมดอายุ",
    r"password (?:is )?(?:too old|outdated)",
    rf"{_PASSWORD}.{{0,40}}(?:expire|expirad|abgelaufen|expiri|expirado|caducad|vencid|scadut"
    rf"|verlopen|udlobet|utlopt|utgatt|gatt ut|vanhentu|wygas|vyprsel|истек|устарел|dolmus|过期"
    rf"|過期"
    rf"|期限|만료)",
    rf"(?:expired|abgelaufen\w*|истек\w*|срок действия)(?: \w+){{0,4}} {_PASSWORD}"
    rf"|срок действия парол",
    r"(?:must|need to|needs to|have to|has to|please) (?:be )?(?:change|reset|update|renew|chang"
    r"|set)\w* (?:\w+ ){0,2}(?:password|passphrase|credentials)",
    r"password (?:must|needs? to|has to|should) be (?:changed|reset|updated|renewed)"
    r"|password (?:change|reset) (?:is )?required|credentials? (?:have |has )?expired"
    r"|one time password",
)

BLOCKED = family(
    r"(?:konto|paskyr|kont[su]|racun).{0,40}(?:lukus|lukustat|blokeerit|peatat|uzblokuot|sustabdyt"
    r"|bloket|apturet|zaklenjen|onemogocen)",
    r"(?:fiok|λογαριασμ|\bcont|обліков|скриньк|профил|акаунт|racun|tai khoan|akun|חשבון|حساب"
    r"|บัญชี).{0,40}(?:letiltva|felfuggesztve|zarolva|κλειδωμεν|ανασταλ|μπλοκαρ|suspendat|blocat"
    r"|заблокован|призупинен|блокиран|suspendiran|blokiran|zakljucan|bi khoa|bi dinh chi"
    r"|diblokir|ditangguhkan|dikunci|חסום|מושעה|נעול|محظور|موقوف|معلق|مغلق|ถูกระงับ|ถูกล็อก)",
    rf"{_MAILBOX}(?:[^.]{{0,40}}[^a-z.])?(?:blocked|suspended|disabled|deactivated|locked|closed"
    rf"|terminated|frozen|banned|inactive|not active|hibernat|deleted|expired|on hold|quarantin"
    rf"|revoked"
    r"|gesperrt|deaktiviert|stillgelegt|geschlossen|geloscht|bloque|suspend|desactiv|ferme"
    r"|verrouill|bloquead|suspendid|deshabilit|cerrad|bloccat|sospes|disattivat|disabilitat|chius"
    r"|suspens|desativ|geblokkeerd|geschorst|uitgeschakeld|opgeschort|opgeheven|spaerret|lukket"
    r"|suspender|deaktiver|blokeret|blokkert|sperret|stengt|sparra|(?:er|ar) last\b|avstangt"
    r"|inaktiver"
    r"|blockera|stangt|lukittu|suljettu"
    r"|zablokowan|zawieszon|wylaczon|zablokovan|pozastaven|zrusen|заблокир|приостанов|отключ"
    r"|удален|замороже|askiya|engellen|冻结|凍結|封|锁定|鎖定|禁用|停用|被禁|异常|異常|停止"
    r"|ロック|無効|정지|잠|차단|비활성)",
    r"(?:blocked|suspended|disabled|deactivated|locked|closed|frozen|inactive"
    r"|gesperrtes?) (?:\w+ ){0,2}(?:account|mailbox|user|konto)|заблокирован",
)

EITHER = family(r"\b(?:or|oder|ou|o|of|eller|albo|nebo|или|veya)\b|或")

UNSUPPORTED = family(
    r"(?:mechanism|auth\w* (?:type|method|mech\w*|scheme)|sasl\w*"
    r"|log ?in command)(?: [^ ]+){0,3}? (?:is |are )?(?:not? ?(?:supported|available"
    r"|recogni[sz]ed|implemented|found|offered|allowed)|un(?:supported|known|recogni[sz]ed"
    r"|available)|disabled|too weak)",
    r"^(?:log ?in|plain|auth\w*)(?: is)? (?:not (?:supported|available|implemented)|unsupported"
    r"|disabled)\W*$",
    r"(?:un ?supported|unknown|unrecogni[sz]ed|invalid|no (?:such|worthy"
    r"|acceptable)?) (?:\w+ )?(?:mech|auth\w* (?:mech|type|method|scheme))"
    r"|no mechanism available|command (?:is )?(?:unknown|invalid|unrecogni[sz]ed"
    r"|not (?:known|implemented|recogni[sz]ed|supported))|(?:unknown"
    r"|unrecogni[sz]ed|invalid) command",
)

WRONG = family(
    rf"(?:invalid|incorrect|wrong|bad|unknown|unrecogni[sz]ed|illegal|mismatch\w*|not (?:valid"
    rf"|correct|accepted|match\w*|recogni[sz]ed)|do(?:es)? ?n[o']t (?:match|exist)|no such"
    rf"|rejected|denied)[^.]{{0,40}}(?:credential|log ?in|user|account|mailbox|{_PASSWORD_WORDS}"
    rf"|passphrase|auth)",
    rf"(?:credential|log ?in|user ?name|user|account|{_PASSWORD_WORDS}"
    rf"|passphrase)[^.]{{0,50}}(?:invalid|incorrect|wrong|bad\b|unknown|not (?:valid|correct"
    rf"|accepted|match|found|known|recogni)|mismatch|rejected|do(?:es)? ?n[o']t (?:match|exist))",
    r"bad (?:user|log ?in|password|credential)|badcredentials",
    r"(?:falsch|ungultig|unbekannt|nicht korrekt|stimm\w* nicht|incorrect|invalide|errone"
    r"|mauvais|incorrect[ao]|invalid[ao]|erronea|equivocad|errat[ao]|non valid|sbagliat"
    r"|incorret|onjuist|ongeldig|verkeerd|forkert|ugyldig|feil (?:bruker|passord)|felaktig"
    r"|ogiltig|fel (?:anvandar|losenord)|virheelli|vaara|nieprawidlow|bledn|niepoprawn|nespravn"
    r"|neplatn|chybn|неверн|неправильн|yanlis|gecersiz|hatali|错误|錯誤|不正确|不正確|有误|違"
    r"|正しくありません|잘못|틀"
    r"|일치하지|올바르지)",
)
"""The name or the password is not right, in so many words."""

FAILED = family(
    r"(?:auth\w*|log ?in|sign ?in) (?:\w+ )?(?:failed|failure|unsuccessful|rejected|denied"
    r"|refused|error\b|incorrect|invalid|fail\b)|(?:un)?successful auth|not authenticated"
    r"|bad (?:user|login|password)|access denied|badcredentials",
    rf"(?:log ?in|credential|{_PASSWORD})[^.]{{0,30}}(?:failed|failure|error\b)",
    r"fehlgeschlagen|gescheitert|echou|echec|fallid|fallo|fallit|falhou|mislukt|mislyk|mislyck"
    r"|epaonnist|nieudan|niepowodzen|selhal|ошибка (?:авториз|аутентиф|вход)|не удал|basarisiz"
    r"|失败|失敗|실패",
)
"""The sign-in did not work, without a reason."""

POLICY = family(
    r"polic(?:y|ies)|conditional access|security defaults|did not meet|criteria|(?:country"
    r"|region|geo\w*|ip address|your ip|location|network)(?: \w+){0,4} (?:not |blocked"
    r"|restricted|denied)",
    r"licen[sc]e|subscription|upgrade|premium|(?:free|trial|paid) (?:plan|account|version)"
    r"|not (?:licen[sc]ed|entitled|eligible|subscribed)",
)
"""A rule of the provider or its administrator keeps this one out."""

NOT_PERMITTED = family(
    r"not (?:authori[sz]ed|permitted|allowed)|un ?authori[sz]ed|permission"
    r"|access (?:is )?(?:restricted|forbidden)|forbidden|restricted|prohibited|(?:contact"
    r"|ask) (?:\w+ ){0,3}(?:admin|support|help ?desk|provider)",
    r"nicht (?:berechtigt|erlaubt|zugelassen)|keine berechtigung|administrator|pas autoris"
    r"|non autoris|no (?:autorizad|permitid)|non (?:autorizzat|consentit)|nao (?:autorizad"
    r"|permitid)|niet (?:toegestaan|gemachtigd)|ikke (?:tilladt|tillatt|autoriser)"
    r"|inte (?:tillat|behorig)|не разреш|запрещ|нет (?:доступа|прав)|无权|無權|没有权限|権限"
    r"|許可|권한",
)

BLOCK_LIST = family(
    r"spamhaus|spamcop|barracuda|sorbs|\brbl\b|\bdnsbl\b|block ?list|black ?list|deny ?list"
    r"|reputation|\bptr\b|reverse dns|黑名单",
    r"(?:your|client|this|source|remote|from)(?: \w+){0,2} (?:ip|host|address|network)\b|\bip\b",
)

IP_BLOCKED = family(
    r"spamhaus|spamcop|barracuda|sorbs|\brbl\b|\bdnsbl\b|block ?list|black ?list|deny ?list"
    r"|reputation|\bptr\b|reverse dns|\bip\b|too many",
    r"banned|block|den(?:y|ied)|reject|refus|forbidden|prohibited|abus|spam|not (?:allowed"
    r"|permitted|accepted|welcome|authori[sz]ed)",
    r"(?:your|client|source|remote)(?: \w+){0,2} (?:host|address|network)\b",
    r"gesperrt|blockiert|abgelehnt|zu viele|bloque|refuse|interdit|bloquead|rechazad|denegad"
    r"|bloccat|rifiutat|recusad|geblokkeerd|geweigerd|afvist|avvist|nekat|blokeret|blokkert"
    r"|sperret|blockera|odrzucon|zablokowan|odmitnut|заблокир|отказано|запрещ|слишком|拒绝|拒絕|封"
    r"|黑名单|拒否|차단|거부",
)

BUSY = family(
    r"overload|load|busy|too many (?:\w+ )?(?:users|clients|processes|sessions in|open)"
    r"|maintenance|shutting down|shut ?down|unavailable|resources|memory"
    r"|system (?:is )?(?:going )?down|(?:server|service|system)(?: \w+){0,3} (?:down|offline"
    r"|restart|closing|not (?:accepting|available))",
)
