import { buttonHtml } from "./button.ts";
import type { EmailTexts } from "./texts.ts";

const ticketLink = '<p><a href="{{ ticket.url }}">เปิดทิกเก็ต {{ ticket.number }}</a></p>';

export const th: EmailTexts = {
  templates: {
    acknowledgement: {
      subject: "{{ thread_subject }}",
      body: `<p>{% if recipient.name %}เรียน คุณ{{ recipient.name }}{% else %}เรียน ท่านผู้ใช้บริการ{% endif %}</p>
<p>เราได้รับคำขอของคุณแล้ว หมายเลขคำขอคือ <span style="white-space:nowrap">{{ ticket.number }}</span></p>
<p>หากต้องการแจ้งข้อมูลเพิ่มเติม โปรดตอบกลับอีเมลนี้</p>
<p>{{ desk.name }}</p>`,
    },
    reply: { subject: "{{ thread_subject }}", body: "{{ message }}" },
    undelivered: {
      subject: "ส่งไม่ถึง: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>การตอบกลับใน <b>{{ ticket.subject }}</b> ส่งไม่ถึง {{ undelivered.address }}{% if undelivered.trouble %} {{ undelivered.trouble }}{% endif %}</p>
{% if undelivered.words %}<p>เซิร์ฟเวอร์แจ้งว่า: {{ undelivered.words }}</p>{% endif %}
${ticketLink}`,
    },
    opening: { subject: "{{ ticket.subject }} [{{ ticket.number }}]", body: "{{ message }}" },
    forward: { subject: "ส่งต่อ: {{ ticket.subject }} [{{ ticket.number }}]", body: "{{ message }}" },
    mention: {
      subject: "{{ actor.name }} กล่าวถึงคุณใน {{ ticket.number }}: {{ ticket.subject }}",
      body: `<p>{{ actor.name }} กล่าวถึงคุณใน <b>{{ ticket.subject }}</b>:</p>\n<blockquote>{{ message }}</blockquote>\n${ticketLink}`,
    },
    assigned: {
      subject: "มอบหมายให้คุณ: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>{{ actor.name }} มอบหมายทิกเก็ตนี้ให้คุณ: <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %}</p>\n${ticketLink}`,
    },
    response: {
      subject: "การตอบกลับใหม่ใน {{ ticket.number }}: {{ ticket.subject }}",
      body: `<p>{{ actor.name }} เขียนใน <b>{{ ticket.subject }}</b>:</p>\n<blockquote>{{ message }}</blockquote>\n${ticketLink}`,
    },
    sla_breached: {
      subject: "เกิน SLA: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>เป้าหมาย{{ target }}ของ <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %} คือ {{ due }} และเลยกำหนดแล้ว</p>\n${ticketLink}`,
    },
    sla_due_soon: {
      subject: "ใกล้ครบ SLA: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>{{ target }}ของ <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %} จะครบกำหนด {{ due }}</p>\n${ticketLink}`,
    },
    low_rating: {
      subject: "คะแนนต่ำ: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>{{ actor.name }} ให้คะแนน <b>{{ ticket.subject }}</b>: {{ rating }}</p>
{% if message %}<blockquote>{{ message }}</blockquote>{% endif %}
${ticketLink}`,
    },
    followed: {
      subject: "มีข้อความใหม่ใน {{ ticket.number }}: {{ ticket.subject }}",
      body: `<p>{{ actor.name }} เขียนใน <b>{{ ticket.subject }}</b> ที่คุณติดตาม:</p>\n<blockquote>{{ message }}</blockquote>\n${ticketLink}`,
    },
    overdue: {
      subject: "เลยกำหนด: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>ทิกเก็ต <b>{{ ticket.subject }}</b> ครบกำหนดเมื่อ {{ due }}</p>\n${ticketLink}`,
    },
    due_soon: {
      subject: "ใกล้ครบกำหนด: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>ทิกเก็ต <b>{{ ticket.subject }}</b> จะครบกำหนด {{ due }}</p>\n${ticketLink}`,
    },
    team: {
      subject: "ทิกเก็ตใหม่ในทีม {{ ticket.team }}: {{ ticket.number }} {{ ticket.subject }}",
      body: `<p>มีทิกเก็ตใหม่ในทีมของคุณ: <b>{{ ticket.subject }}</b>{% if ticket.company %} ({{ ticket.company }}){% endif %}</p>\n${ticketLink}`,
    },
    digest: {
      subject: "{{ desk.name }}: {{ summary }}",
      body: "<p>เหตุการณ์ตั้งแต่สรุปครั้งก่อน:</p>\n{{ items }}",
    },
    invitation: {
      subject: "บัญชีของคุณที่ {{ desk.name }}",
      body: `<p>เรียน คุณ{{ recipient.name }}</p>
<p>คุณมีบัญชีที่ {{ desk.name }} ชื่อผู้ใช้ของคุณคือ <b>{{ username }}</b></p>
${buttonHtml("{{ link }}", "ตั้งรหัสผ่าน")}
<p>ลิงก์นี้ใช้ได้ครั้งเดียวภายในเจ็ดวัน</p>`,
    },
    survey: {
      subject: "บริการของเราเป็นอย่างไรบ้าง: {{ ticket.subject }} [{{ ticket.number }}]",
      body: `<p>{% if recipient.name %}เรียน คุณ{{ recipient.name }}{% else %}เรียน ท่านผู้ใช้บริการ{% endif %}</p>
<p>เราดำเนินการตามคำขอ <b>{{ ticket.subject }}</b> ของคุณเสร็จแล้ว คุณพอใจกับความช่วยเหลือของเราเพียงใด</p>
{{ ratings }}
<p>โปรดยืนยันคะแนนในหน้าถัดไป หากยังมีปัญหาอยู่ โปรดตอบกลับอีเมลนี้แทน</p>`,
    },
    portal_link: {
      subject: "เข้าสู่ระบบ {{ desk.name }}",
      body: `<p>{% if recipient.name %}เรียน คุณ{{ recipient.name }}{% else %}เรียน ท่านผู้ใช้บริการ{% endif %}</p>
<p>ใช้ลิงก์นี้เพื่อดูและตอบกลับคำขอของคุณ</p>
${buttonHtml("{{ link }}", "เข้าสู่ระบบ")}
<p>ลิงก์นี้ใช้ได้ครั้งเดียวภายใน 15 นาที หากคุณไม่ได้เป็นผู้ขอ ไม่ต้องทำอะไรกับอีเมลนี้</p>`,
    },
    report: {
      subject: "{{ report.name }}: {{ report.period }}",
      body: `{{ report.figures }}
{% if report.url %}<p><a href="{{ report.url }}">แก้ไขหรือหยุดรายงานนี้</a></p>{% endif %}`,
    },
    password_reset: {
      subject: "ตั้งรหัสผ่านใหม่สำหรับ {{ desk.name }}",
      body: `<p>เรียน คุณ{{ recipient.name }}</p>
<p>มีผู้ขอรหัสผ่านใหม่สำหรับบัญชี <b>{{ username }}</b> ของคุณ</p>
${buttonHtml("{{ link }}", "ตั้งรหัสผ่านใหม่")}
<p>ลิงก์นี้ใช้ได้ครั้งเดียวภายในหนึ่งชั่วโมง หากคุณไม่ได้เป็นผู้ขอ ไม่ต้องทำอะไรกับอีเมลนี้ รหัสผ่านของคุณจะไม่เปลี่ยน</p>`,
    },
    test: {
      subject: "อีเมลทดสอบจาก {{ desk.name }}",
      body: "<p>อีเมลนี้แสดงว่า {{ desk.name }} ส่งผ่าน {{ mailbox.address }} ได้</p>",
    },
  },
  words: {
    replyAbove: "โปรดเขียนการตอบกลับเหนือบรรทัดนี้",
    wrote: (name, time) => `เมื่อ ${time} ${name} เขียนว่า:`,
    files: (names) => `ไฟล์: ${names}`,
    request: "ดูคำขอนี้ในศูนย์ช่วยเหลือ",
    tooLarge: (names) => `ไม่ได้แนบเพราะไฟล์ใหญ่เกินไป: ${names}`,
    why: "คุณได้รับอีเมลนี้ตามการตั้งค่าการแจ้งเตือนของคุณ",
    unsubscribe: "เลิกรับอีเมลประเภทนี้",
    stopSurveys: "ไม่รับแบบสำรวจความพึงพอใจอีก",
    settings: "การตั้งค่าการแจ้งเตือน",
    events: (n) => `การแจ้งเตือน ${n} รายการ`,
    ratings: ["ไม่พอใจมาก", "ไม่พอใจ", "ปานกลาง", "พอใจ", "พอใจมาก"],
    metrics: { first_response: "การตอบครั้งแรก", next_response: "การตอบครั้งถัดไป", resolution: "การแก้ไข" },
    troubles: {
      cut: "การเชื่อมต่อกับเซิร์ฟเวอร์อีเมลขาดหาย",
      encryption: "เชื่อมต่อกับเซิร์ฟเวอร์อีเมลอย่างปลอดภัยไม่ได้",
      folder: "เซิร์ฟเวอร์อีเมลไม่เปิดโฟลเดอร์",
      full: "กล่องจดหมายของผู้รับเต็ม",
      later: "เซิร์ฟเวอร์อีเมลขอให้ลองใหม่ภายหลัง",
      no_such_address: "เซิร์ฟเวอร์อีเมลไม่รู้จักที่อยู่นี้",
      refused: "เซิร์ฟเวอร์อีเมลปฏิเสธอีเมลนี้",
      sign_in: "เซิร์ฟเวอร์อีเมลปฏิเสธชื่อผู้ใช้หรือรหัสผ่าน",
      too_large: "อีเมลใหญ่เกินไปสำหรับเซิร์ฟเวอร์อีเมล",
      unreachable: "ติดต่อเซิร์ฟเวอร์อีเมลไม่ได้",
      unwanted: "เซิร์ฟเวอร์อีเมลปฏิเสธอีเมลนี้เพราะถือว่าไม่พึงประสงค์",
      wrong_name: "ไม่พบชื่อเซิร์ฟเวอร์อีเมล",
    },
    kinds: {
      sla_breached: "เกิน SLA",
      sla_due_soon: "ใกล้ครบ SLA",
      undelivered: "ส่งไม่ถึง",
      mention: "กล่าวถึงคุณ",
      assigned: "มอบหมายให้คุณ",
      response: "การตอบกลับใหม่",
      low_rating: "คะแนนต่ำ",
      followed: "มีข้อความใหม่ในทิกเก็ตที่คุณติดตาม",
      overdue: "เลยกำหนด",
      due_soon: "ใกล้ครบกำหนด",
      team: "ใหม่ในทีมของคุณ",
    },
  },
};
