import { z } from "zod";
import { DeletedRecord } from "./deleted-records.ts";
import { endpoint } from "./endpoint.ts";
import { choice, email, flag, instant, reference, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";

export const PLATFORMS = ["soundtrack", "beatbreeze"] as const;
export const ZONE_STATUSES = ["online", "offline", "no_device", "expired", "pending"] as const;
/** The label of each status, in the Django backend's words. */
export const ZONE_STATUS_LABELS: Record<(typeof ZONE_STATUSES)[number], string> = {
  online: "Online",
  offline: "Offline",
  no_device: "No Device Paired",
  expired: "Subscription Expired",
  pending: "Pending Activation",
};
export const zoneFields = {
  company: reference(),
  name: text({ max: 255, example: "Lobby" }),
  platform: choice(PLATFORMS, { fallback: "soundtrack" }),
  status: choice(ZONE_STATUSES, { fallback: "pending" }),
  device: reference({ nullable: true }),
  device_name: text({ max: 255, fallback: "" }),
  soundtrack_zone_id: text({ max: 100, fallback: "" }),
  soundtrack_admin_email: email({ fallback: "" }),
  last_seen_online: instant(),
  notes: text({ fallback: "" }),
  is_orphaned: flag({ fallback: false }),
};
const time = z.iso.datetime();
export const Zone = z
  .object({
    id: z.uuid(),
    company: z.uuid(),
    company_name: z.string(),
    device: z.uuid().nullable(),
    device_display_name: z.string().nullable(),
    name: z.string(),
    platform: z.enum(PLATFORMS),
    status: z.string(),
    status_display: z.string(),
    soundtrack_account_id: z.string(),
    soundtrack_zone_id: z.string(),
    soundtrack_admin_email: z.string(),
    device_name: z.string(),
    last_seen_online: time.nullable(),
    notes: z.string(),
    last_api_sync: time.nullable(),
    is_online: z.boolean(),
    current_contract: z.null(),
    contract_count: z.int(),
    is_orphaned: z.boolean(),
    orphaned_at: time.nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Zone" });

const tag = "Zones";
export const ZONE_ORDERINGS = ["name", "platform", "status", "created_at", "updated_at"] as const;
export const listZones = endpoint({
  method: "GET",
  path: "/zones/",
  access: "user",
  permission: "zone.view",
  tag,
  status: 200,
  summary: "List zones",
  description: "Ordered by company and name.",
  query: [
    { name: "company", description: "Only zones of this company." },
    { name: "platform", description: "Only zones on this platform.", schema: { type: "string", enum: PLATFORMS } },
    { name: "status", description: "Only zones with this status." },
    { name: "search", description: "Zones whose name or company name contains every word." },
    ...listParameters(ZONE_ORDERINGS),
  ],
  answer: Zone,
  answerType: "page",
  problems: [400, 401, 404],
});
export const createZone = endpoint({
  method: "POST",
  path: "/zones/",
  access: "user",
  permission: "zone.manage",
  tag,
  status: 201,
  summary: "Create a zone",
  body: zoneFields,
  answer: Zone,
  problems: [400, 401],
});
export const showZone = endpoint({
  method: "GET",
  path: "/zones/{id}/",
  access: "user",
  permission: "zone.view",
  tag,
  status: 200,
  summary: "Show a zone",
  query: shapeParameters,
  answer: Zone,
  problems: [401, 404],
});
export const updateZone = endpoint({
  method: "PATCH",
  path: "/zones/{id}/",
  access: "user",
  permission: "zone.manage",
  tag,
  status: 200,
  summary: "Update a zone",
  body: zoneFields,
  partial: true,
  answer: Zone,
  problems: [400, 401, 404, 412],
});
export const replaceZone = endpoint({
  method: "PUT",
  path: "/zones/{id}/",
  access: "user",
  permission: "zone.manage",
  tag,
  status: 200,
  summary: "Replace a zone",
  body: zoneFields,
  answer: Zone,
  problems: [400, 401, 404, 412],
});
export const deleteZone = endpoint({
  method: "DELETE",
  path: "/zones/{id}/",
  access: "user",
  permission: "zone.manage",
  tag,
  status: 204,
  summary: "Move a zone to the trash",
  description: "Its tickets stay, but no longer refer to it. An Admin can restore it with its links for 30 days.",
  problems: [401, 404],
});
export const listZoneTrash = endpoint({
  method: "GET",
  path: "/zones/trash/",
  access: "admin",
  permission: "trash.view",
  tag,
  status: 200,
  summary: "List the deleted zones",
  description: "Last deleted first. They are permanently deleted after 30 days.",
  query: listParameters([]),
  answer: DeletedRecord,
  answerType: "page",
  problems: [401, 403, 404],
});
export const restoreZone = endpoint({
  method: "POST",
  path: "/zones/{id}/restore/",
  access: "admin",
  permission: "zone.restore",
  tag,
  status: 200,
  summary: "Restore a deleted zone",
  description: "Its tickets refer to it again, except those that got another zone or company in the meantime.",
  answer: Zone,
  problems: [400, 401, 403, 404],
});
