import "../lib/later-texts.ts";
import { Text } from "@mantine/core";
import { IconAddressBook } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { CompanyLink } from "../records/CompanyLink.tsx";
import { DeletedRecords } from "../records/DeletedRecords.tsx";
import { RecordList } from "../records/RecordList.tsx";
import classes from "../records/records.module.css";
import { ContactForm } from "./ContactForm.tsx";

export function ContactsPage() {
  const t = useTexts();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <RecordList
        name="contacts"
        title={t("contacts.title")}
        icon={IconAddressBook}
        searchLabel={t("contacts.search")}
        empty={[t("contacts.empty"), t("contacts.emptyText")]}
        newLabel={t("contacts.new")}
        onNew={() => setNew(true)}
        tools={<DeletedRecords kind="contacts" />}
        read={(page, search, signal) => api.get("/contacts/", { query: { page, page_size: 50, search }, signal })}
        columns={[
          {
            key: "name",
            title: t("contacts.fields.name"),
            render: ({ id, name }) => (
              <Link to="/contacts/$id" params={{ id }} className={classes.strong}>
                {name}
              </Link>
            ),
          },
          {
            key: "company",
            title: t("contacts.fields.company"),
            onPhone: "below",
            render: ({ company, company_name }) =>
              company ? (
                <CompanyLink id={company}>{company_name}</CompanyLink>
              ) : (
                <Text span size="sm" c="dimmed">
                  {t("contacts.noCompany")}
                </Text>
              ),
          },
          { key: "title", title: t("contacts.fields.title"), render: (row) => row.title },
          { key: "email", title: t("contacts.fields.email"), onPhone: "below", render: (row) => row.email },
          {
            key: "phone",
            title: t("contacts.fields.phone"),
            render: (row) => String(row.phone || row.mobile),
          },
        ]}
      />
      {isNew && <ContactForm onClose={() => setNew(false)} />}
    </>
  );
}
