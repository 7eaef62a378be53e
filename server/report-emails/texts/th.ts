import { th as thTitles } from "../../../wire/report-titles/th.ts";
import type { ReportTexts } from "./texts.ts";

export const th: ReportTexts = {
  ...thTitles,
  words: {
    status: {
      assigned: "มอบหมายแล้ว",
      closed: "ปิดแล้ว",
      in_progress: "กำลังดำเนินการ",
      "new": "ใหม่",
      pending: "รอลูกค้า",
      resolved: "แก้ไขแล้ว",
    },
    priority: { high: "สูง", low: "ต่ำ", medium: "ปานกลาง", urgent: "เร่งด่วน" },
    category: {
      account: "บัญชี",
      billing: "การเรียกเก็บเงิน",
      feature_request: "ขอฟีเจอร์",
      general: "ทั่วไป",
      technical: "เทคนิค",
      zone_config: "การตั้งค่าโซน",
    },
    team: { Admin: "ผู้ดูแลระบบ", Finance: "ฝ่ายการเงิน", Music: "ฝ่ายดนตรี", Sales: "ฝ่ายขาย", Tech: "ฝ่ายเทคนิค", "": "ไม่มีทีม" },
  },
  total: "รวม",
  before: "ก่อนหน้า",
  value: "ค่า",
  figure: "ตัวเลข",
  nothing: "ไม่มีข้อมูลในช่วงนี้",
  allRows: (n) => `ไฟล์แนบมีครบทั้ง ${n} แถว`,
  hours: (n) => `${n} ชม.`,
};
