interface Example {
  texts: Record<string, string>;
  changes: Record<string, unknown>;
}

const HELLO = '<p>Hello {{ contact.first_name | default: "there" }},</p>';
const BYE = "<p>Best regards,<br>{{ agent.first_name }}</p>";
const HELLO_TH = '<p>สวัสดีคุณ{{ contact.first_name | default: "ลูกค้า" }}</p>';
const BYE_TH = "<p>ขอแสดงความนับถือ<br>{{ agent.first_name }}</p>";

/** Common macros to start from. Their names are in the text catalogue. */
export const MACRO_EXAMPLES = {
  ask: {
    texts: {
      en: `${HELLO}<p>to help you, we need to know: </p>${BYE}`,
      th: `${HELLO_TH}<p>เพื่อช่วยคุณ เราขอทราบ: </p>${BYE_TH}`,
    },
    changes: { status: "pending" },
  },
  working: {
    texts: {
      en: `${HELLO}<p>thank you for your message. We are working on it and will write again as soon as we know more.</p>${BYE}`,
      th: `${HELLO_TH}<p>ขอบคุณสำหรับข้อความ เรากำลังดำเนินการ และจะติดต่อกลับเมื่อทราบข้อมูลเพิ่มเติม</p>${BYE_TH}`,
    },
    changes: { status: "in_progress" },
  },
  resolved: {
    texts: {
      en: `${HELLO}<p>this is resolved now. If anything is still not right, just reply to this message.</p>${BYE}`,
      th: `${HELLO_TH}<p>เราแก้ไขเรียบร้อยแล้ว หากยังมีปัญหา กรุณาตอบกลับข้อความนี้</p>${BYE_TH}`,
    },
    changes: { status: "resolved" },
  },
} as const satisfies Record<string, Example>;

export type MacroExample = keyof typeof MACRO_EXAMPLES;
export const MACRO_EXAMPLE_NAMES = Object.keys(MACRO_EXAMPLES) as MacroExample[];
