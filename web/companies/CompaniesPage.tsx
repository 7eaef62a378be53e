import { Badge, Group } from "@mantine/core";
import { IconBuilding } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { RecordList } from "../ui/records/RecordList.tsx";
import classes from "../ui/records/records.module.css";
import { CompanyForm } from "./CompanyForm.tsx";

export function CompaniesPage() {
  const t = useTexts();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <RecordList
        name="companies"
        title={t("companies.title")}
        icon={IconBuilding}
        searchLabel={t("companies.search")}
        empty={t("companies.empty")}
        newLabel={t("companies.new")}
        onNew={() => setNew(true)}
        read={(page, search, signal) => api.get("/companies/", { query: { page, page_size: 50, search }, signal })}
        columns={[
          {
            key: "name",
            title: t("companies.fields.name"),
            render: ({ id, name, is_active }) => (
              <Group gap="xs">
                <Link to="/companies/$id" params={{ id }} className={classes.strong}>
                  {name}
                </Link>
                {!is_active && (
                  <Badge size="sm" color="gray" variant="light">
                    {t("companies.inactive")}
                  </Badge>
                )}
              </Group>
            ),
          },
          {
            key: "place",
            title: t("companies.fields.city"),
            onPhone: "below",
            render: ({ city, country }) => [city, country].filter(Boolean).join(", "),
          },
          { key: "industry", title: t("companies.fields.industry"), render: (row) => row.industry },
          { key: "phone", title: t("companies.fields.phone"), render: (row) => row.phone },
          { key: "email", title: t("companies.fields.email"), render: (row) => row.email },
        ]}
      />
      {isNew && <CompanyForm onClose={() => setNew(false)} />}
    </>
  );
}
