import "../lib/later-texts.ts";
import { Anchor, Badge } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { TicketsOf } from "../inbox/TicketsOf.tsx";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { DeleteDialog } from "../records/DeleteDialog.tsx";
import { Facts } from "../records/Facts.tsx";
import { RecordFrame } from "../records/RecordFrame.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ZoneForm } from "./ZoneForm.tsx";

export function ZonePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const user = useUser();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["zone", id],
    queryFn: ({ signal }) => api.get("/zones/{id}/", { path: { id }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={8} />;
  const restore = async (name: string) => {
    try {
      await api.post("/zones/{id}/restore/", {}, { path: { id } });
      void navigate({ to: "/zones/$id", params: { id } });
      void queries.invalidateQueries();
    } catch (error) {
      showError(error, t("companies.notRestored", { name }));
    }
  };
  const remove = async () => {
    await api.remove("/zones/{id}/", { path: { id } });
    await navigate({ to: "/companies/$id", params: { id: data.company } });
    void queries.invalidateQueries({ queryKey: ["zones"] });
    const { name } = data;
    showNotice(t("zones.deleted", { name }), user.role === "Admin" ? { run: () => void restore(name) } : undefined);
  };
  return (
    <>
      <RecordFrame
        parent={{ path: "/zones", title: t("zones.title") }}
        title={data.name}
        badge={
          <Badge variant="light" color={data.is_online ? "teal" : "gray"}>
            {t(`zones.statuses.${data.status as "online"}`, { defaultValue: data.status })}
          </Badge>
        }
        onEdit={() => setOpen("edit")}
        onDelete={() => setOpen("delete")}
        facts={
          <Facts
            facts={[
              [
                t("zones.fields.company"),
                <Anchor
                  key="company"
                  size="sm"
                  renderRoot={(props) => <Link to="/companies/$id" params={{ id: data.company }} {...props} />}
                >
                  {data.company_name}
                </Anchor>,
              ],
              [t("zones.fields.platform"), t(`zones.platforms.${data.platform}`)],
              [t("zones.fields.device_name"), data.device_name],
              [t("zones.fields.soundtrack_zone_id"), data.soundtrack_zone_id],
              [t("zones.fields.soundtrack_admin_email"), data.soundtrack_admin_email],
              [t("zones.fields.last_seen_online"), data.last_seen_online && momentOf(data.last_seen_online)],
              [t("zones.fields.notes"), data.notes],
            ]}
          />
        }
      >
        <TicketsOf by={{ zone: id }} />
      </RecordFrame>
      {open === "edit" && <ZoneForm zone={data} onClose={() => setOpen(null)} />}
      {open === "delete" && (
        <DeleteDialog title={t("zones.deleteTitle", { name: data.name })} remove={remove} onClose={() => setOpen(null)}>
          {t("zones.deleteText")}
        </DeleteDialog>
      )}
    </>
  );
}
