import "../lib/later-texts.ts";
import { IconMusic } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { relativeTo } from "../lib/time.ts";
import { CompanyLink } from "../records/CompanyLink.tsx";
import { DeletedRecords } from "../records/DeletedRecords.tsx";
import { RecordList } from "../records/RecordList.tsx";
import classes from "../records/records.module.css";
import { ZoneForm } from "./ZoneForm.tsx";
import { ZoneStatus } from "./ZoneStatus.tsx";

export function ZonesPage() {
  const t = useTexts();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <RecordList
        name="zones"
        title={t("zones.title")}
        icon={IconMusic}
        searchLabel={t("zones.search")}
        empty={[t("zones.empty"), t("zones.emptyText")]}
        newLabel={t("zones.new")}
        onNew={() => setNew(true)}
        tools={<DeletedRecords kind="zones" />}
        read={(page, search, signal) => api.get("/zones/", { query: { page, page_size: 50, search }, signal })}
        columns={[
          {
            key: "name",
            title: t("zones.fields.name"),
            render: ({ id, name }) => (
              <Link to="/zones/$id" params={{ id }} className={classes.strong}>
                {name}
              </Link>
            ),
          },
          {
            key: "company",
            title: t("zones.fields.company"),
            onPhone: "below",
            render: ({ company, company_name }) => <CompanyLink id={company}>{company_name}</CompanyLink>,
          },
          {
            key: "status",
            title: t("zones.fields.status"),
            onPhone: "beside",
            render: (zone) => <ZoneStatus zone={zone} size="sm" miw="max-content" />,
          },
          {
            key: "platform",
            title: t("zones.fields.platform"),
            render: ({ platform }) => t(`zones.platforms.${platform}`),
          },
          {
            key: "seen",
            title: t("zones.fields.last_seen_online"),
            render: ({ last_seen_online }) => last_seen_online && relativeTo(last_seen_online),
          },
        ]}
      />
      {isNew && <ZoneForm onClose={() => setNew(false)} />}
    </>
  );
}
