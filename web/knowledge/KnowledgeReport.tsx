import "../lib/later-texts.ts";
import { Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf, relativeTo } from "../lib/time.ts";
import { BackLink } from "../records/BackLink.tsx";
import records from "../records/records.module.css";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import css from "./Knowledge.module.css";

type Usage = AnswerOf<"GET", "/kb/usage/">;
type Searches = AnswerOf<"GET", "/kb/searches/">["results"];

const DAYS = ["7", "30", "90", "180"] as const;
const AGENTS = ["shown", "opened", "inserted", "linked"] as const;
const CUSTOMERS = ["offers", "opened", "no_ticket", "ticket_followed", "waiting"] as const;

/** Searches without results, and how agents and customers used the articles. */
export function KnowledgeReport() {
  const t = useTexts();
  const [days, setDays] = useState("30");
  const { data, error, refetch } = useQuery({
    queryKey: ["articles", "report", days],
    queryFn: async ({ signal }) => ({
      usage: await api.get("/kb/usage/", { query: { days }, signal }),
      searches: (await api.get("/kb/searches/", { query: { days }, signal })).results,
    }),
  });
  return (
    <Stack className={css.page} gap="lg">
      <BackLink to="/knowledge">{t("knowledge.title")}</BackLink>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t("knowledge.report")}
        </Title>
        <NativeSelect
          aria-label={t("knowledge.period")}
          value={days}
          data={DAYS.map((value) => ({ value, label: t("knowledge.lastDays", { count: Number(value) }) }))}
          onChange={({ currentTarget }) => setDays(currentTarget.value)}
        />
      </Group>
      {error ? <ErrorState error={error} onRetry={refetch} /> : !data && <LoadingLines lines={8} />}
      {data && (
        <>
          <MissedSearches searches={data.searches} />
          <Figures usage={data.usage} />
          <UsedArticles articles={data.usage.articles} />
        </>
      )}
    </Stack>
  );
}

function MissedSearches({ searches }: { searches: Searches }) {
  const t = useTexts();
  return (
    <section>
      <Title order={2} size="h4">
        {t("knowledge.missed")}
      </Title>
      {searches.length === 0 ? (
        <Text size="sm">{t("knowledge.noneMissed")}</Text>
      ) : (
        <div className={css.wide}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(["words", "people", "lastAt", "action"] as const).map((name) => (
                  <Table.Th key={name}>{t(`knowledge.missedColumns.${name}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {searches.map(({ words, count, app, last_at }) => (
                <Table.Tr key={words}>
                  <Table.Td dir="auto">{words}</Table.Td>
                  <Table.Td>{t("knowledge.missedBy", { count, agents: app })}</Table.Td>
                  <Table.Td>{relativeTo(last_at)}</Table.Td>
                  <Table.Td>
                    <Link
                      to="/knowledge/$id"
                      params={{ id: "new" }}
                      search={{ title: words }}
                      className={records.strong}
                    >
                      {t("knowledge.writeArticle")}
                    </Link>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}

function Figures({ usage }: { usage: Usage }) {
  const t = useTexts();
  const parts = [
    ["customers", CUSTOMERS.map((name) => [t(`knowledge.customerCounts.${name}`), usage.customers[name]] as const)],
    ["agents", AGENTS.map((name) => [t(`knowledge.agentCounts.${name}`), usage.agents[name]] as const)],
  ] as const;
  return parts.map(([who, figures]) => (
    <section key={who}>
      <Title order={2} size="h4">
        {t(`knowledge.usedBy.${who}`)}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(`knowledge.usedByHint.${who}`)}
      </Text>
      <dl className={css.figures}>
        {figures.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{numberOf(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

const COLUMNS = [
  "offered",
  "opened_by_customers",
  "shown",
  "opened",
  "inserted",
  "linked",
  "helpful",
  "not_helpful",
] as const;

function UsedArticles({ articles }: { articles: Usage["articles"] }) {
  const t = useTexts();
  if (articles.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4">
        {t("knowledge.byArticle")}
      </Title>
      <div className={css.wide}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("knowledge.fields.title")}</Table.Th>
              {COLUMNS.map((name) => (
                <Table.Th key={name} ta="right">
                  {t(`knowledge.usageColumns.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {articles.map((article) => (
              <Table.Tr key={article.id}>
                <Table.Td dir="auto">
                  <Link to="/knowledge/$id" params={{ id: article.id }} className={records.strong}>
                    {article.title}
                  </Link>
                </Table.Td>
                {COLUMNS.map((name) => (
                  <Table.Td key={name} ta="right" data-figures>
                    {numberOf(article[name])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
