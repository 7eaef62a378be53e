interface ThanksWords {
  /** The thanks themselves. */
  thanks: string;
  /** Words before them in the same line. */
  before?: string;
  /** Words after them in the same line, in any order. */
  after?: string;
  /** Whole lines beside them: greetings, praise, that it works, closings. */
  beside?: string;
}

// Words that mean something else in another language are left out: “tak” is “yes” in Polish.
export const THANKS_WORDS: Readonly<Record<string, ThanksWords>> = {
  en: {
    thanks:
      "thanks | thank you | thankyou | thank u | thx | tks | thnx | much appreciated | appreciated | i appreciate it | i really appreciate it",
    before:
      "ok | okay | great | perfect | awesome | excellent | super | amazing | wonderful | brilliant | lovely | cool | alright | all right | got it | yes | and | many | big | huge | it works | works | works now | all good",
    after:
      "very much | so much | a lot | a million | a bunch | loads | again | all | everyone | team | guys | for | your | the | all | that | this | everything | quick | fast | prompt | speedy | great | kind | excellent | swift | super | amazing | support | help | assistance | reply | response | answer | service | update | info | information | effort | efforts | time | patience | work | helping | helping me | helping us | fixing this | fixing it | solving this | solving it | and",
    beside:
      "ok | okay | great | perfect | awesome | excellent | super | amazing | wonderful | brilliant | all good | all good now | all set | it works | it works now | it works again | it works perfectly | it is working | it is working now | it is working again | it's working | it's working now | it's working again | works | works now | works again | works great | works perfectly | works fine | working now | that works | that worked | that did it | that fixed it | that helped | it worked | fixed | problem solved | solved | resolved | issue resolved | have a nice day | have a great day | have a good day | have a nice weekend | have a great weekend | have a good weekend | hi | hello | hey | dear | dear team | hi team | hello team | hi all | good morning | good afternoon | good evening | best | best regards | kind regards | warm regards | regards | best wishes | many greetings | sincerely | yours sincerely | cheers | sent from my iphone | sent from my ipad | sent from my android | get outlook for ios | get outlook for android",
  },
  de: {
    thanks:
      "danke | dankeschön | danke schön | danke sehr | vielen dank | vielen lieben dank | besten dank | herzlichen dank | lieben dank | tausend dank | ich danke ihnen | ich danke dir | ich danke euch",
    before: "ok | okay | super | prima | perfekt | toll | klasse | alles klar | wunderbar | spitze | top | und | ganz",
    after:
      "sehr | schön | vielmals | nochmals | nochmal | dir | ihnen | euch | für | die | ihre | eure | deine | das | den | schnelle | rasche | prompte | gute | tolle | freundliche | super | hilfe | unterstützung | antwort | rückmeldung | info | information | mühe | bearbeitung | lösung | geduld | alles | und",
    beside:
      "super | prima | perfekt | toll | klasse | alles klar | passt | passt so | hat geklappt | das hat geklappt | es hat geklappt | klappt | klappt jetzt | klappt wieder | es klappt | funktioniert | funktioniert wieder | funktioniert jetzt | es funktioniert | es funktioniert wieder | es funktioniert jetzt | läuft | läuft wieder | läuft jetzt | erledigt | gelöst | schönen tag | schönen tag noch | schönes wochenende | hallo | guten tag | guten morgen | liebe | lieber | liebes team | hallo team | sehr geehrte damen und herren | moin | servus | mit freundlichen grüßen | mit freundlichen grüssen | freundliche grüße | freundliche grüsse | viele grüße | viele grüsse | liebe grüße | liebe grüsse | beste grüße | beste grüsse | schöne grüße | gruß | gruss | grüße | grüsse | mfg | lg | vg | von meinem iphone gesendet",
  },
  fr: {
    thanks: "merci | je vous remercie | je te remercie | remerciements",
    before: "ok | super | parfait | génial | très bien | un grand | mille",
    after:
      "beaucoup | bien | infiniment | à vous | à tous | encore | pour | votre | ton | ta | l'aide | aide | le | la | réponse | retour | soutien | rapidité | réactivité | rapide | et",
    beside:
      "ok | parfait | super | génial | très bien | c'est bon | ça marche | ça fonctionne | tout fonctionne | bonjour | bonsoir | bonne journée | bonne soirée | bon week-end | cordialement | bien cordialement | bien à vous | salutations | envoyé de mon iphone",
  },
  es: {
    thanks: "gracias | te agradezco | le agradezco",
    before: "ok | muchas | muchísimas | mil | perfecto | genial | excelente",
    after:
      "por | su | tu | la | el | todo | toda | ayuda | respuesta | apoyo | atención | rápida | rapidez | de nuevo | a todos | y",
    beside:
      "perfecto | genial | excelente | estupendo | ya funciona | funciona | todo bien | hola | buenos días | buenas tardes | buen día | saludos | un saludo | saludos cordiales | atentamente",
  },
  it: {
    thanks: "grazie | ti ringrazio | la ringrazio | vi ringrazio",
    before: "ok | molte | tante | perfetto | ottimo",
    after:
      "mille | infinite | ancora | a tutti | per | il | la | l'aiuto | aiuto | tutto | risposta | supporto | assistenza | vostro | vostra | suo | sua | rapida | e",
    beside:
      "perfetto | ottimo | funziona | ora funziona | tutto ok | buongiorno | buonasera | salve | ciao | saluti | cordiali saluti | distinti saluti | buona giornata",
  },
  nl: {
    thanks:
      "bedankt | hartelijk dank | veel dank | dank je | dank u | dankjewel | dank je wel | dank u wel | dank jullie wel",
    before: "ok | oké | top | prima | perfect | super | hartelijk | heel erg | heel | veel",
    after:
      "voor | de | het | je | jullie | uw | snelle | goede | hulp | reactie | antwoord | ondersteuning | moeite | en",
    beside:
      "top | prima | perfect | super | het werkt | werkt | het werkt nu | het werkt weer | werkt weer | opgelost | hallo | goedemorgen | goedemiddag | groet | groeten | met vriendelijke groet | met vriendelijke groeten | mvg | fijne dag",
  },
  pt: {
    thanks: "obrigado | obrigada | valeu | agradeço",
    before: "ok | muito | perfeito | ótimo",
    after: "pela | pelo | ajuda | resposta | apoio | suporte | atenção | rápida | novamente | a todos | e",
    beside:
      "perfeito | ótimo | excelente | funcionou | já funciona | está funcionando | tudo certo | olá | bom dia | boa tarde | boa noite | atenciosamente | cumprimentos | abraço | abraços",
  },
  nordic: {
    thanks: "tack | takk | mange tak | tusind tak | tusen takk | tusen tack",
    before: "ok | perfekt | super | stort | mange",
    after: "så mycket | för hjälpen | for hjelpen | for hjælpen | skal du ha | så mye | igen | igjen",
    beside:
      "perfekt | toppen | super | det fungerar | det fungerer | det virker | hej | hei | hälsningar | med vänliga hälsningar | vänliga hälsningar | mvh | hilsen | med vennlig hilsen | med venlig hilsen | ha en bra dag | ha en fin dag",
  },
  pl: {
    thanks: "dziękuję | dziękujemy | dzięki | dziekuje",
    before: "ok | super | świetnie | bardzo | wielkie",
    after: "bardzo | serdecznie | za | pomoc | szybką | odpowiedź | wsparcie | i",
    beside: "super | świetnie | działa | już działa | wszystko działa | dzień dobry | pozdrawiam | z poważaniem",
  },
  cs: {
    thanks: "děkuji | děkuju | děkujeme | díky",
    before: "ok | super | skvělé | moc | mockrát",
    after: "moc | mockrát | za | pomoc | rychlou | odpověď | a",
    beside: "super | skvělé | funguje | už funguje | dobrý den | s pozdravem | hezký den",
  },
  hu: {
    thanks: "köszönöm | köszönjük | köszi",
    before: "ok | nagyon | szuper",
    after: "szépen | a segítséget | a gyors választ | a gyors segítséget",
    beside: "szuper | tökéletes | működik | már működik | üdvözlettel | üdv | szép napot",
  },
  ro: {
    thanks: "mulțumesc | mulţumesc | multumesc | mulțumim",
    before: "ok | perfect | vă",
    after: "mult | frumos | pentru | ajutor | răspuns | tot",
    beside: "perfect | funcționează | bună ziua | cu stimă | o zi bună",
  },
  tr: {
    thanks: "teşekkürler | teşekkür ederim | teşekkür ederiz | sağ olun | sağolun",
    before: "ok | tamam | çok | harika | süper",
    after: "çok | tekrar | yardımınız için",
    beside: "harika | süper | çalışıyor | şimdi çalışıyor | merhaba | iyi günler | saygılarımla | iyi çalışmalar",
  },
  ru: {
    thanks: "спасибо | благодарю | благодарим",
    before: "большое | огромное | отлично | хорошо | супер",
    after: "большое | огромное | вам | вас | за | помощь | ответ | быстрый | оперативность | всё | и",
    beside:
      "отлично | хорошо | супер | всё работает | все работает | работает | заработало | здравствуйте | добрый день | с уважением | хорошего дня",
  },
  uk: {
    thanks: "дякую | дякуємо | щиро дякую",
    before: "дуже | чудово | добре",
    after: "дуже | вам | за | допомогу | відповідь | швидку | і",
    beside: "чудово | добре | все працює | працює | добрий день | з повагою | гарного дня",
  },
  el: {
    thanks: "ευχαριστώ | ευχαριστούμε | σας ευχαριστώ | σας ευχαριστούμε",
    before: "ok | τέλεια | ωραία",
    after: "πολύ | για τη βοήθεια | για την απάντηση | για την άμεση απάντηση",
    beside: "τέλεια | ωραία | λειτουργεί | λειτουργεί τώρα | καλημέρα | καλησπέρα | με εκτίμηση | καλή συνέχεια",
  },
  vi: {
    thanks: "cảm ơn | cám ơn | xin cảm ơn | xin cám ơn",
    before: "ok | vâng | dạ | em | rất",
    after: "bạn | anh | chị | em | nhiều | rất nhiều | ạ | nhé | đã hỗ trợ | đã giúp đỡ",
    beside: "tuyệt vời | được rồi | được rồi ạ | đã hoạt động | xin chào | trân trọng",
  },
  id: {
    thanks: "terima kasih | terimakasih | makasih",
    before: "ok | oke | baik | mantap",
    after: "banyak | atas | bantuannya | bantuan | responnya | ya | kak | pak | bu | tim",
    beside:
      "oke | baik | mantap | sudah bisa | sudah berfungsi | halo | selamat pagi | selamat siang | salam | hormat saya",
  },
  fi: {
    thanks: "kiitos | kiitoksia | kiitti",
    before: "ok | hienoa | paljon | suuri | suuret",
    after: "paljon | avusta | nopeasta avusta | nopeasta vastauksesta | vielä",
    beside:
      "hienoa | loistavaa | toimii | nyt toimii | hei | moi | terveisin | ystävällisin terveisin | hyvää päivänjatkoa",
  },
  ko: {
    thanks: "감사합니다 | 감사해요 | 감사드립니다 | 고맙습니다 | 고마워요",
    before: "네 | 정말 | 대단히 | 너무",
    beside: "네 | 알겠습니다 | 안녕하세요 | 잘 됩니다 | 이제 잘 됩니다 | 해결되었습니다 | 수고하세요",
  },
};

/** Lines of languages that are written without spaces. */
export const UNSPACED_THANKS = [
  /^(?:ขอ)?ขอบ(?:คุณ|พระคุณ|ใจ)(?:มากๆ|มาก ๆ|มาก|จริงๆ|อีกครั้ง|ค่ะ|คะ|ครับผม|ครับ|นะ|จ้า|จ้ะ|เลย|ทีมงาน|สำหรับ|ที่|การ|ความ|ช่วยเหลือ|ช่วย|คำตอบ|บริการ|ดูแล|อย่างสูง|รวดเร็ว|ทุกคน|\s)*$/u,
  /^(?:どうも|本当に|誠に)?ありがとう(?:ございます|ございました)?$/u,
  /^(?:助かりました|感謝(?:します|いたします))$/u,
  /^(?:好的|太好了|非常|十分|万分|太|多|真是)*(?:感谢|感謝|谢谢|謝謝|多谢|多謝)(?:你|您|们|們|大家|的|帮助|幫助|支持|回复|回覆|啦|了|啊|！)*$/u,
];
export const UNSPACED_BESIDE = [
  /^(?:ค่ะ|คะ|ครับผม|ครับ)$/u,
  /^(?:สวัสดี|เรียน(?:ทีมงาน)?|โอเค|ได้แล้ว|ใช้ได้แล้ว|ใช้งานได้แล้ว|ใช้งานได้ปกติแล้ว|เรียบร้อยแล้ว|เรียบร้อย|ดีมาก|เยี่ยม(?:มาก|เลย)?|ขอแสดงความนับถือ)(?:ค่ะ|คะ|ครับผม|ครับ|นะ|เลย|ทีมงาน|\s)*$/u,
  /^(?:了解(?:です|しました)?|承知しました|お世話になっております|動きました|解決しました)$/u,
  /^(?:好的|收到|可以了|已解决|已解決|解决了|解決了|你好|您好)$/u,
];
