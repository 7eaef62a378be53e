import "../lib/later-texts.ts";
import { Anchor, Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { may } from "../../wire/permissions.ts";
import { TicketsOf } from "../inbox/TicketsOf.tsx";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { Facts } from "../records/Facts.tsx";
import { RecordFrame } from "../records/RecordFrame.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { type OpenPersonForm, PersonDialogs } from "./PersonDialogs.tsx";
import { PersonMenu } from "./PersonMenu.tsx";

/** An agent: how to reach them and what they work on. Admins can change them here. */
export function PersonPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const t = useTexts();
  const me = useUser();
  const [open, setOpen] = useState<OpenPersonForm>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["user", id],
    queryFn: ({ signal }) => api.get("/users/{id}/", { path: { id }, signal }),
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LoadingLines lines={10} />;
  const isAdmin = may(me, "user.manage");
  return (
    <>
      <RecordFrame
        parent={isAdmin ? { path: "/people", title: t("people.title") } : null}
        title={data.full_name}
        badge={
          !data.is_active && (
            <Badge color="gray" variant="light">
              {t("people.inactive")}
            </Badge>
          )
        }
        actions={isAdmin && <PersonMenu user={data} open={setOpen} />}
        facts={
          <Facts
            facts={[
              [t("people.fields.role"), t(`roles.${data.role}`)],
              [t("people.fields.leads"), data.leads.map((team) => t(`roles.${team}`)).join(", ")],
              [
                t("people.fields.email"),
                data.email && (
                  <Anchor size="sm" href={`mailto:${data.email}`}>
                    {data.email}
                  </Anchor>
                ),
              ],
              [
                t("people.fields.phone"),
                data.phone && (
                  <Anchor size="sm" href={`tel:${data.phone}`}>
                    {data.phone}
                  </Anchor>
                ),
              ],
              [t("people.fields.department"), data.department],
              [t("people.fields.username"), data.username],
              [t("people.lastLogin"), data.last_login ? momentOf(data.last_login) : t("people.never")],
            ]}
          />
        }
      >
        <TicketsOf by={{ assigned_to: id }} />
      </RecordFrame>
      <PersonDialogs open={open} setOpen={setOpen} />
    </>
  );
}
