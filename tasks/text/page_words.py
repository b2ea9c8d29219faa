"""What pages that are no article say, in the languages of the press.

Most of these must be a whole part of a headline ("Oops! Page not found | Courier"), since stories have
the same words within their sentences.
"""

from __future__ import annotations

import re

CUT_SHORT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s?\Z")

NOT_FOUND = re.compile(
    r"""
    (?:(?:oops|sorry|ooops|http|error|the|this|your|we['’]re\ssorry)\s){0,3}
    (?:requested\s)?(?:page|article|file|document|story|content|url|item)\s
        (?:was\s|is\s|could\s|can\s)?(?:not|no\slonger|cannot|couldn['’]t|isn['’]t)\s?(?:be\s)?
        (?:found|available|exist(?:s|ing)?|here)(?:\s\(?(?:404|410)\)?)?
  | (?:error\s)?(?:404|410)?\s?\(?not\sfound\)?(?:\serror)? | (?:404|410)\s(?:error|not\sfound
      |page.{0,20})
  | we\s(?:can['’]t|cannot|couldn['’]t)\sfind\s(?:that|the|this|your)\spage.{0,40} | nothing\sfound | gone
  | (?:404\s)?(?:la\s)?p[áa]gina\s(?:solicitada\s|que\sbusca\s)?(?:no|n[ãa]o)\s(?:ha\ssido\s|fue\s
      |foi\s|se\s)?(?:encontrad[ao]|existe|encontr[óo]|disponible|dispon[íi]vel)
  | (?:cette\s|la\s)?page\s(?:est\s)?(?:introuvable|non\strouv[ée]e|inexistante|n['’]existe\s(?:pas|plus))
  | (?:die\s|diese\s)?(?:angeforderte\s)?seite\s(?:wurde\s|konnte\s)?nicht\s(?:gefunden|vorhanden
      |verf[üu]gbar)(?:\swerden)?
  | (?:la\s)?pagina\s(?:richiesta\s)?non\s(?:[èe]\s(?:stata\s)?)?(?:trovata|esiste|disponibile)
  | (?:deze\s|de\s)?pagina\s(?:is\s|werd\s)?niet\sgevonden | pagina\s(?:nu\sa\sfost\sg[ăa]sit[ăa]
      |negăsită)
  | nie\sznaleziono(?:\sstrony)? | strona\snie\s(?:istnieje|zosta[łl]a\sznaleziona)
  | (?:страница|запрашиваемая\sстраница)\s(?:не\s(?:найдена|существует)|удалена)
      | сторінк[ау]\sне\sзнайдено
  | str[áa]nka\s(?:nebyla\s)?nenalezena | sidan\s(?:kunde\sinte\s)?(?:hittades\sinte|finns\sinte)
  | side[nr]?\s(?:(?:ble|blev)\s)?ikke\sfunnet | siden\sblev\sikke\sfundet
      | sivua\sei\sl[öo]ydy?(?:tynyt)?
  | sayfa\sbulunamad[ıi] | halaman\stidak\sditemukan | kh[ôo]ng\st[ìi]m\sth[ấa]y(?:\strang)?
  | η\sσελίδα\sδεν\sβρέθηκε | az\soldal\snem\stal[áa]lhat[óo]
  | (?:الصفحة|صفحة)\s(?:المطلوبة\s)?غير\s(?:موجودة|متوفرة) | לא\sנמצא(?:\sהדף)? | הדף\sלא\sנמצא
  | (?:पृष्ठ|पेज)\s(?:नहीं\sमिला|उपलब्ध\sनहीं).{0,8}
  | (?:您访问的)?页面(?:不存在|未找到|没有找到|无法找到) | 找不到(?:页面|頁面|网页|網頁).{0,4} | 頁面不存在
  | ページが(?:見つかりません|存在しません).{0,8} | (?:お探しの)?ページは(?:見つかりません).{0,12}
  | 페이지를\s?찾을\s?수\s?없습니다
    """,
    re.IGNORECASE | re.VERBOSE,
)

FAILED = re.compile(
    r"""
    (?:\d{3}\s)?(?:access\s(?:to\sthis\spage\shas\sbeen\s)?denied|forbidden|unauthori[sz]ed
      |bad\s(?:gateway|request)
      |gateway\stime-?\s?out|internal\sserver\serror|server\serror|service\s(?:temporarily\s)?unavailable
      |temporarily\sunavailable|too\smany\srequests|request\sblocked|an?\serror\s(?:has\s)?occurred
      |something\swent\swrong|application\serror|database\serror|site\smaintenance|down\sfor\smaintenance
      |unavailable\s(?:for\slegal\sreasons|in\syour\s(?:country|region|location)))
  | zugriff\sverweigert | acc[èe]s\s(?:refus[ée]|interdit) | acceso\sdenegado | acesso\snegado
      | accesso\snegato
  | доступ\s(?:запрещ[её]н|ограничен) | erişim\sengellendi
  | アクセスが拒否されました | 访问被拒绝 | تم\sرفض\sالوصول
    """,
    re.IGNORECASE | re.VERBOSE,
)

ASKS_HUMANITY = re.compile(
    r"""
    \A\s?just\sa\smoment(?:\.{3}|…)?\s?\Z | \Aattention\srequired\b | \Arobot\scheck\b
      | \Asecurity\scheck\b
  | are\syou\s(?:a\s)?(?:human|robot) | (?:verify|confirm|prove|checking\sif
      |make\ssure)\s(?:that\s)?you(?:['’]re|\sare)\s(?:a\s)?(?:human|not\sa\s(?:ro)?bot)
  | checking\syour\sbrowser | unusual\s(?:traffic|activity)\sfrom\syour\s(?:computer|network)
  | enable\sjavascript\sand\scookies\sto\scontinue | complete\sthe\s(?:captcha|security\scheck)\b
  | press\s(?:and|&)\shold\sto\sconfirm | ich\sbin\skein\sroboter | no\ssoy\sun\srobot
      | je\sne\ssuis\spas\sun\srobot
  | проверка\sбраузера | вы\sне\sробот | 私はロボットではありません | 人机(?:验证|身份验证) | 安全验证
    """,
    re.IGNORECASE | re.VERBOSE,
)

SIGN_IN = re.compile(
    r"""
    (?:please\s)?(?:log|sign)(?:\s|-)?(?:in|on)(?:\s(?:to|or)\s.{1,40})? | create\s(?:an
      |your)\saccount | member\slogin
  | anmelden | anmeldung | einloggen | login | (?:se\s)?connecter | connexion | identifiez-vous
      | iniciar\ssesi[óo]n
  | inicia\ssesi[óo]n | acceder | entrar | fazer\slogin | accedi | inloggen | zaloguj\ssi[ęe]
      | logowanie | войти
  | вход | авторизация | увійти | giri[şs](?:\syap)? | logga\sin | logg\sinn | log\sind
      | kirjaudu(?:\ssis[äa]{2}n)?
  | přihl[áa]šení | masuk | đăng\snhập | تسجيل\sالدخول | התחברות | लॉग\s?इन | 登录 | 登入 | ログイン | 로그인
    """,
    re.IGNORECASE | re.VERBOSE,
)

SEARCH = re.compile(
    r"""
    (?:\b(?:search(?:\sresults?)?|results?\sfor|suche|suchergebnisse?|(?:r[ée]sultats?\sde\s)?recherche
      |resultados?\s(?:de\s|da\s|para\s)|b[úu]squeda|buscar|busca|pesquisa|ricerca|zoek(?:en
      |resultaten)?|szukaj|wyniki
      |arama|s[öo]k(?:resultat)?|haku|hled[áa]n[íi]|pencarian|t[ìi]m\skiếm)\b)
  | поиск | результаты\sпоиска | пошук | نتائج\sالبحث | البحث | חיפוש | खोज | 搜索 | 搜尋 | 検索結果 | 검색
    """,
    re.IGNORECASE | re.VERBOSE,
)

CONSENT = re.compile(
    r"""
    \b(?:cookies?|consent|gdpr|(?:our|your)\s(?:\d[\d.,]{0,6}\s)?(?:partners?|vendors)|(?:your|our
      |the)\sprivacy
      |privacy\s(?:policy|settings|choices|notice)|personali[sz]ed\sads
      |store\sand/?(?:or)?\saccess\sinformation
      |datenschutz\w{0,20}|einwilligung\w{0,10}|unsere\s(?:\d[\d.,]{0,6}\s)?partner|consentements?
      |nos\s(?:\d[\d.,]{0,6}\s)?partenaires
      |vie\sprivée|consentimientos?|nuestros\s(?:\d[\d.,]{0,6}\s)?socios|privacidad|consentimento
      |privacidade|consenso|toestemming
      |zgod[ay]|prywatno[śs]\w{1,6}|samtycke|samtykke|suostumus\w{0,6}|souhlas\w{0,4}|çerez\w{0,8})\b
  | файлы\scookie | согласи[еяю]\sна | конфиденциальност | ملفات\sتعريف\sالارتباط
  | プライバシー | 隐私 | クッキー
      | 쿠키
    """,
    re.IGNORECASE | re.VERBOSE,
)
