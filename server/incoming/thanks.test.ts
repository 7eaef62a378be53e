import { describe, expect, test } from "vitest";
import { isOnlyThanks } from "./thanks.ts";

describe("a message only says thank you", () => {
  test.each([
    "Thanks",
    "Thank you!",
    "thx",
    "THANKS!!!",
    "Ok thanks",
    "Great, thank you so much for your quick help!",
    "Perfect. It works again. Thanks a lot! 🙏",
    "Thank you for the fast response and support",
    "Thanks, have a nice weekend",
    "Hi Tom,\n\nmany thanks!\n\nBest regards\nPloy Srisai",
    "Thanks Tom",
    "Thank you.\n\nSent from my iPhone",
    "<p>Hello Tom,</p><p>thank you very much &nbsp;👍</p><div>Kind regards,<br>Ploy</div>",
    "Danke",
    "Vielen Dank für die schnelle Hilfe!",
    "Super, danke dir! Es funktioniert wieder.",
    "Hallo Tom,\nherzlichen Dank.\nMit freundlichen Grüßen\nPloy Srisai",
    "ขอบคุณครับ",
    "ขอบคุณมากค่ะ",
    "ขอบคุณมากๆ ครับ ใช้งานได้แล้วครับ",
    "สวัสดีค่ะ\nขอบคุณสำหรับความช่วยเหลือค่ะ",
    "เรียบร้อยแล้วครับ ขอบคุณครับ",
    "Merci beaucoup pour votre aide !",
    "Muchas gracias por su ayuda. Saludos",
    "Grazie mille",
    "Hartelijk bedankt voor de snelle reactie",
    "Muito obrigada pela ajuda",
    "Tack så mycket",
    "Tusen takk for hjelpen",
    "Dziękuję bardzo za pomoc",
    "Děkuji moc",
    "Köszönöm szépen",
    "Mulțumesc mult",
    "Çok teşekkürler",
    "Большое спасибо за помощь",
    "Дуже дякую",
    "Ευχαριστώ πολύ",
    "Cảm ơn bạn nhiều",
    "Terima kasih banyak",
    "Kiitos avusta",
    "ありがとうございます。",
    "非常感谢！",
    "감사합니다",
  ])("%j", (text) => expect(isOnlyThanks(text, { names: ["Ploy Srisai", "Tom Tech"], earlier: [] })).toBe(true));

  test("above the signature that the customer has already used in the ticket", () => {
    const signature = "Best regards\nPloy Srisai\nHarbour Hotel | +66 2 555 0101\nwww.harbour.test";
    const earlier = [`The lobby is silent.\n\n${signature}`];
    expect(isOnlyThanks(`Thank you, Tom!\n\n${signature}`, { names: ["Tom Tech"], earlier })).toBe(true);
    expect(isOnlyThanks(`Thank you, Tom!\n\n${signature}`, { names: ["Tom Tech"], earlier: [] })).toBe(false);
  });
});

describe("a message says more than thank you", () => {
  test.each([
    "",
    "👍",
    "Ok",
    "It works now",
    "Thanks, but it still does not work",
    "Thanks! Can you also look at the terrace?",
    "Thank you, one more question: who pays",
    "Thanks for nothing",
    "No thanks",
    "Thanks in advance",
    "Thank you. Please close my account",
    "Thanks. The order is 4711",
    "Thanks, see https://harbour.test",
    "Thanks, write to may@harbour.test",
    "Thanks\nNot working",
    "THANKS STILL BROKEN",
    "Thanks Ann",
    "Thank you\n--\nIt is broken again",
    "Best regards",
    "Help",
    "Thanks. Help",
    "Thanks <img src='cid:0b8e2f1c-93a5-4a50-8d0b-1f4e51b0a7d2'>",
    `Thanks${" thanks".repeat(80)}`,
    "Tak",
    "Danke, aber es geht nicht",
    "Danke, nein",
    "Nein danke",
    "Danke im Voraus",
    "Danke, wann kommt der Techniker",
    "Danke. Fehler weiterhin",
    "ขอบคุณครับ แต่ยังใช้ไม่ได้",
    "ขอบคุณค่ะ รบกวนตรวจสอบอีกครั้ง",
    "ยังไม่เรียบร้อยครับ",
    "Merci, mais ça ne marche pas",
    "Gracias, pero no funciona",
    "Спасибо, но не работает",
    "谢谢，但是还是不行",
    "ありがとうございます。もう一度お願いします。",
  ])("%j", (text) => expect(isOnlyThanks(text, { names: ["Tom Tech"], earlier: [] })).toBe(false));

  test("if the customer repeats the request and not only a signature", () => {
    const earlier = ["Hello\nThe lobby is silent.\nRegards"];
    expect(isOnlyThanks("Thanks\nThe lobby is silent.\nRegards", { names: [], earlier })).toBe(false);
  });
});
