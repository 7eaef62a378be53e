import { en as enTitles } from "../../../wire/report-titles/en.ts";
import type { ReportTexts } from "./texts.ts";

export const en: ReportTexts = {
  ...enTitles,
  words: {
    status: {
      assigned: "Assigned",
      closed: "Closed",
      in_progress: "In progress",
      "new": "New",
      pending: "Pending",
      resolved: "Resolved",
    },
    priority: { high: "High", low: "Low", medium: "Medium", urgent: "Urgent" },
    category: {
      account: "Account",
      billing: "Billing",
      feature_request: "Feature request",
      general: "General",
      technical: "Technical",
      zone_config: "Zone configuration",
    },
    team: { Admin: "Admin", Finance: "Finance", Music: "Music", Sales: "Sales", Tech: "Tech", "": "No team" },
  },
  total: "Total",
  before: "Before",
  value: "Value",
  figure: "Figure",
  nothing: "No data for this period.",
  allRows: (n) => `The attached file has all ${n} rows.`,
  hours: (n) => `${n} h`,
};
