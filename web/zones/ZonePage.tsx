import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { TicketsOf } from "../inbox/TicketsOf.tsx";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { CompanyLink } from "../records/CompanyLink.tsx";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { Facts } from "../records/Facts.tsx";
import { RecordFrame } from "../records/RecordFrame.tsx";
import { useRemoval } from "../records/use-removal.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { type Zone, ZoneForm } from "./ZoneForm.tsx";
import { ZoneStatus } from "./ZoneStatus.tsx";

export function ZonePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["zone", id],
    queryFn: ({ signal }) => api.get("/zones/{id}/", { path: { id }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={8} />;
  return (
    <>
      <RecordFrame
        parent={{ path: "/zones", title: t("zones.title") }}
        title={data.name}
        badge={<ZoneStatus zone={data} />}
        onEdit={() => setOpen("edit")}
        onDelete={() => setOpen("delete")}
        facts={<ZoneFacts zone={data} />}
      >
        <TicketsOf by={{ zone: id }} />
      </RecordFrame>
      {open === "edit" && <ZoneForm zone={data} onClose={() => setOpen(null)} />}
      {open === "delete" && <DeleteZone zone={data} onClose={() => setOpen(null)} />}
    </>
  );
}

function ZoneFacts({ zone }: { zone: Zone }) {
  const t = useTexts();
  const plain = (name: "device_name" | "soundtrack_zone_id" | "soundtrack_admin_email" | "notes") =>
    [t(`zones.fields.${name}`), zone[name]] as const;
  return (
    <Facts
      facts={[
        [
          t("zones.fields.company"),
          <CompanyLink key="company" id={zone.company}>
            {zone.company_name}
          </CompanyLink>,
        ],
        [t("zones.fields.platform"), t(`zones.platforms.${zone.platform}`)],
        plain("device_name"),
        plain("soundtrack_zone_id"),
        plain("soundtrack_admin_email"),
        [t("zones.fields.last_seen_online"), zone.last_seen_online && momentOf(zone.last_seen_online)],
        plain("notes"),
      ]}
    />
  );
}

function DeleteZone({ zone: { id, name, company }, onClose }: { zone: Zone; onClose: () => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const user = useUser();
  const remove = useRemoval({
    name,
    notice: t("zones.deleted", { name }),
    list: "zones",
    mayRestore: user.role === "Admin",
    remove: () => api.remove("/zones/{id}/", { path: { id } }),
    restore: () => api.post("/zones/{id}/restore/", {}, { path: { id } }),
    leave: () => navigate({ to: "/companies/$id", params: { id: company } }),
    comeBack: () => navigate({ to: "/zones/$id", params: { id } }),
  });
  return (
    <DeleteDialog title={t("zones.deleteTitle", { name })} remove={remove} onClose={onClose}>
      {t("zones.deleteText")}
    </DeleteDialog>
  );
}
