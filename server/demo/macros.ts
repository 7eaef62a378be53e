import { createMacro, type MacroValues } from "../macros/macros.ts";
import { type Db, transact } from "../platform/database.ts";
import { sampleAuthor } from "./sample-author.ts";

const HELLO = '<p>Hello {{ contact.first_name | default: "there" }},</p>';
const HELLO_TH = '<p>สวัสดีคุณ{{ contact.first_name | default: "ลูกค้า" }}</p>';
const BYE = "<p>Best regards,<br>{{ agent.first_name }}</p>";
const BYE_TH = "<p>ขอแสดงความนับถือ<br>{{ agent.first_name }}</p>";

const MACROS: readonly MacroValues[] = [
  {
    name: "Restart the player",
    folder: "Sound/Players",
    texts: {
      en: `${HELLO}<p>please restart the player{% if zone.name %} in {{ zone.name }}{% endif %}:</p><ol><li>Unplug it.</li><li>Wait {{ input.minutes }} minutes.</li><li>Plug it in again. The light turns green within two minutes.</li></ol><p>Is there music again?</p>${BYE}`,
      th: `${HELLO_TH}<p>กรุณาเริ่มเครื่องเล่นใหม่{% if zone.name %}ที่ {{ zone.name }}{% endif %}</p><ol><li>ถอดปลั๊ก</li><li>รอ {{ input.minutes }} นาที</li><li>เสียบปลั๊กอีกครั้ง ไฟจะเป็นสีเขียวภายในสองนาที</li></ol><p>เพลงเล่นแล้วหรือยัง</p>${BYE_TH}`,
    },
    inputs: [
      { name: "minutes", label: "Minutes without power", kind: "choice", choices: ["1", "2", "5"], required: true },
    ],
    changes: { status: "pending", add_tags: ["player"] },
  },
  {
    name: "Technician visit",
    folder: "Sound/Visits",
    texts: {
      en: `${HELLO}<p>our technician comes to {{ company.name }} on {{ input.date }}. Please make sure that someone can open the rack.</p>${BYE}`,
      th: `${HELLO_TH}<p>ช่างของเราจะไปที่ {{ company.name }} วันที่ {{ input.date }} กรุณาจัดให้มีผู้เปิดตู้อุปกรณ์</p>${BYE_TH}`,
    },
    inputs: [{ name: "date", label: "Date and time of the visit", kind: "text", choices: [], required: true }],
    changes: { status: "in_progress", assigned_team: "Tech", add_tags: ["visit"] },
  },
  {
    name: "Song taken out",
    folder: "Music",
    texts: {
      en: `${HELLO}<p>“{{ input.song }}” does not play at {{ company.name }} any more. The change reaches your players within an hour.</p>${BYE}`,
      th: `${HELLO_TH}<p>เพลง “{{ input.song }}” จะไม่เล่นที่ {{ company.name }} อีก การเปลี่ยนแปลงมีผลภายในหนึ่งชั่วโมง</p>${BYE_TH}`,
    },
    inputs: [{ name: "song", label: "Title of the song", kind: "text", choices: [], required: true }],
    changes: { status: "resolved" },
  },
  {
    name: "Invoice sent again",
    folder: "Billing",
    texts: {
      en: `${HELLO}<p>we have sent the invoice of {{ input.month }} again to {{ contact.email }}.</p>${BYE}`,
      th: `${HELLO_TH}<p>เราส่งใบแจ้งหนี้ของ {{ input.month }} อีกครั้งไปที่ {{ contact.email }} แล้ว</p>${BYE_TH}`,
    },
    inputs: [{ name: "month", label: "Month of the invoice", kind: "text", choices: [], required: true }],
    changes: { status: "resolved", category: "billing" },
  },
  {
    name: "Handed over to Tech",
    folder: "For the team",
    is_internal: true,
    texts: {
      en: "<p>{{ company.name }}{% if zone.name %}, {{ zone.name }}{% endif %}: the customer has restarted the player and checked the amplifier. Please look at the device remotely.</p>",
    },
    changes: { assigned_team: "Tech", priority: "high" },
  },
];

/** Adds a few shared macros to a desk without any. */
export async function writeDemoMacros(db: Db): Promise<void> {
  const actor = await sampleAuthor(db, ["macros"]);
  if (!actor) return;
  await transact(db, async (db) => {
    for (const macro of MACROS)
      await createMacro(db, actor, {
        is_internal: false,
        inputs: [],
        ...macro,
        scope: "shared",
        team: "",
      } as MacroValues);
  });
}
