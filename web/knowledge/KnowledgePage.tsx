import "../lib/later-texts.ts";
import { Badge, Button } from "@mantine/core";
import { type Icon, IconBook, IconFileImport, IconFolders, IconReportAnalytics } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { may } from "../../wire/permissions.ts";
import { countMiss } from "../articles/article-queries.ts";
import { api } from "../lib/api.ts";
import { languageName } from "../lib/language-names.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { relativeTo } from "../lib/time.ts";
import { iconOnPhone } from "../records/icon-on-phone.ts";
import { RecordList } from "../records/RecordList.tsx";
import classes from "../records/records.module.css";

const STATE_COLORS = { draft: "yellow", published: "teal", archived: "gray" } as const;

export function KnowledgePage() {
  const t = useTexts();
  const navigate = useNavigate();
  return (
    <RecordList
      name="articles"
      title={t("knowledge.title")}
      icon={IconBook}
      searchLabel={t("knowledge.search")}
      empty={[t("knowledge.empty"), t("knowledge.emptyText")]}
      newLabel={t("knowledge.new")}
      onNew={() => void navigate({ to: "/knowledge/$id", params: { id: "new" } })}
      tools={<Places />}
      read={async (page, search, signal) => {
        const query = { page, page_size: 50, search, ordering: "-updated_at" };
        const list = await api.get("/kb/articles/", { query, signal });
        countMiss(list.count === 0 ? search : null);
        return list;
      }}
      columns={[
        {
          key: "title",
          title: t("knowledge.fields.title"),
          render: ({ id, title }) => (
            <Link to="/knowledge/$id" params={{ id }} className={classes.strong}>
              {title}
            </Link>
          ),
        },
        {
          key: "category",
          title: t("knowledge.fields.category"),
          onPhone: "below",
          render: ({ category_name }) => category_name,
        },
        {
          key: "state",
          title: t("knowledge.fields.state"),
          onPhone: "beside",
          render: ({ state }) => <State state={state} />,
        },
        {
          key: "visibility",
          title: t("knowledge.fields.visibility"),
          render: ({ effective_visibility }) => t(`knowledge.visibilities.${effective_visibility}`),
        },
        {
          key: "languages",
          title: t("knowledge.fields.languages"),
          render: ({ languages }) => languages.map(languageName).join(", "),
        },
        { key: "updated", title: t("knowledge.fields.updated"), render: ({ updated_at }) => relativeTo(updated_at) },
      ]}
    />
  );
}

function State({ state }: { state: keyof typeof STATE_COLORS }) {
  const t = useTexts();
  return (
    <Badge size="sm" variant="light" miw="max-content" color={STATE_COLORS[state]}>
      {t(`knowledge.states.${state}`)}
    </Badge>
  );
}

interface PlaceProps {
  id: string;
  icon: Icon;
  children: string;
}

function Place({ id, icon: IconOf, children }: PlaceProps) {
  return (
    <Button
      variant="default"
      leftSection={<IconOf size={16} aria-hidden />}
      classNames={iconOnPhone}
      renderRoot={(props) => <Link to="/knowledge/$id" params={{ id }} {...props} />}
    >
      {children}
    </Button>
  );
}

/** Links to the pages beside the list. */
function Places() {
  const t = useTexts();
  const isAdmin = may(useUser(), "knowledge.manage");
  return (
    <>
      {isAdmin && (
        <>
          <Place id="import" icon={IconFileImport}>
            {t("knowledge.import")}
          </Place>
          <Place id="categories" icon={IconFolders}>
            {t("knowledge.categories")}
          </Place>
        </>
      )}
      <Place id="report" icon={IconReportAnalytics}>
        {t("knowledge.report")}
      </Place>
    </>
  );
}
