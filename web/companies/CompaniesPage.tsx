import "../lib/later-texts.ts";
import { Anchor, Badge, Group, Text } from "@mantine/core";
import { IconBuilding } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { RecordList } from "../records/RecordList.tsx";
import classes from "../records/records.module.css";
import { CompanyForm } from "./CompanyForm.tsx";

export function CompaniesPage() {
  const t = useTexts();
  const [isNew, setNew] = useState(false);
  const [isSimilarOnly, setSimilarOnly] = useState(false);
  return (
    <>
      <RecordList
        name="companies"
        title={t("companies.title")}
        icon={IconBuilding}
        searchLabel={t("companies.search")}
        empty={[t("companies.empty"), t("companies.emptyText")]}
        newLabel={t("companies.new")}
        onNew={() => setNew(true)}
        filter={isSimilarOnly ? "similar" : ""}
        note={<SimilarNames isShown={isSimilarOnly} onToggle={() => setSimilarOnly(!isSimilarOnly)} />}
        read={async (page, search, signal) => {
          const similar = isSimilarOnly ? { similar: "true" } : {};
          const read = await api.get("/companies/", { query: { page, page_size: 50, search, ...similar }, signal });
          const together = read.results.map(({ id }) => id).join(",");
          return { ...read, results: read.results.map((row) => ({ ...row, together })) };
        }}
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
          {
            key: "open",
            title: t("companies.openTickets"),
            onPhone: "beside",
            render: (row) => <OpenTickets row={row} />,
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

/** How many companies have a name similar to another one, and a switch to list only these. */
function SimilarNames({ isShown, onToggle }: { isShown: boolean; onToggle: () => void }) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["companies", "similar names"],
    queryFn: ({ signal }) => api.get("/companies/", { query: { similar: "true", page_size: 1 }, signal }),
  });
  if (!data?.count && !isShown) return null;
  return (
    <Text size="sm" c="dimmed" mb="sm">
      {t("companies.similar.found", { count: data?.count ?? 0 })}{" "}
      <Anchor component="button" type="button" size="sm" onClick={onToggle}>
        {t(isShown ? "companies.similar.all" : "companies.similar.review")}
      </Anchor>
    </Text>
  );
}

/** The number of a company's open tickets. Rows that were loaded together share one request. */
function OpenTickets({ row: { id, together } }: { row: { id: string; together: string } }) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ["inbox", "open of companies", together],
    queryFn: ({ signal }) => api.get("/companies/open_tickets/", { query: { company: together }, signal }),
    placeholderData: keepPreviousData,
  });
  const count = data?.results.find(({ company }) => company === id)?.count;
  if (!count) return null;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/tickets" search={{ view: "all", company: id, open: "true" }} {...props} />}
      aria-label={t("companies.openCount", { count, n: numberOf(count) })}
    >
      {numberOf(count)}
      <Text span inherit hiddenFrom="sm" c="dimmed">
        {" "}
        {t("companies.open")}
      </Text>
    </Anchor>
  );
}
