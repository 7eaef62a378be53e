import "../lib/later-texts.ts";
import { Pill, TagsInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./AddressInput.module.css";

const ADDRESS = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const MAX_SUGGESTIONS = 8;
const TYPING_MS = 150;
// addresses picked from contacts keep their names while the page is open
const names = new Map<string, string>();

/** The address in a text such as "Ann <ann@cafe.test>,". */
const addressIn = (text: string): string =>
  text
    .trim()
    .replace(/[,;]+$/, "")
    .replace(/^.*<([^<>]+)>$/, "$1");

interface Contact {
  id: string;
  name: string;
  email: string;
}

interface Props {
  /** To, Cc or Bcc. */
  label: string;
  value: readonly string[];
  /** The desk's names for the people at these addresses. */
  nameOf(address: string): string | undefined;
  onChange(addresses: string[]): void;
  placeholder?: string;
  autoFocus?: boolean;
  /** Drawn with a border, like a field of a form. */
  isField?: boolean;
}

/** Addresses as chips: typed, pasted, or picked from contacts; Backspace removes the last one. */
export function AddressInput({ label, value, nameOf, onChange, placeholder, autoFocus, isField = false }: Props) {
  const t = useTexts();
  const id = useId();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const [closedAt, setClosedAt] = useState("");
  const contacts = useContacts(text);
  const labelOf = (address: string) => nameOf(address) || names.get(address.toLowerCase()) || address;
  const change = (next: string[]) => {
    const addresses = next.map(addressIn);
    const wrongAddress = addresses.find((each) => !ADDRESS.test(each));
    setWrong(wrongAddress ?? "");
    onChange(addresses.filter((each) => ADDRESS.test(each)));
  };
  return (
    <div className={css.row}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <TagsInput
        id={id}
        className={css.field}
        classNames={{ ...(!isField && { input: css.input }), inputField: css.typed, pill: css.pill }}
        size="xs"
        variant={isField ? "default" : "unstyled"}
        value={[...value]}
        onChange={change}
        searchValue={text}
        onSearchChange={setText}
        splitChars={[",", ";", " "]}
        acceptValueOnBlur
        // the contacts arrive a moment after the letters
        dropdownOpened={contacts.length > 0 && text !== "" && closedAt !== text}
        onDropdownClose={() => setClosedAt(text)}
        autoFocus={autoFocus}
        data-autofocus={autoFocus || undefined}
        placeholder={value.length === 0 ? placeholder : undefined}
        error={wrong && t("email.notAnAddress", { text: wrong })}
        data={contacts.map(({ email, name }) => ({ value: email, label: name }))}
        filter={({ options }) => options}
        onOptionSubmit={(email) => {
          const contact = contacts.find((each) => each.email === email);
          if (contact) names.set(email.toLowerCase(), contact.name);
        }}
        renderOption={({ option }) => (
          <span className={css.option}>
            {contacts.find(({ email }) => email === option.value)?.name} <span>{option.value}</span>
          </span>
        )}
        renderPill={({ option: { value: address }, onRemove }) => (
          <AddressPill address={String(address)} name={labelOf(String(address))} onRemove={onRemove} />
        )}
      />
    </div>
  );
}

function AddressPill({
  address,
  name,
  onRemove,
}: {
  address: string;
  name: string;
  onRemove?: (() => void) | undefined;
}) {
  const t = useTexts();
  return (
    <Pill
      size="sm"
      withRemoveButton
      {...(onRemove && { onRemove })}
      title={address}
      removeButtonProps={{
        "aria-hidden": false,
        tabIndex: 0,
        "aria-label": t("email.removeRecipient", { name }),
      }}
    >
      {name}
    </Pill>
  );
}

function useContacts(text: string): Contact[] {
  const [search] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data = [] } = useQuery({
    queryKey: ["contacts", "addresses", search],
    queryFn: async ({ signal }) => {
      const query = { search, page_size: MAX_SUGGESTIONS, ordering: "relevance", fields: "id,name,email" };
      return (await api.get("/contacts/", { query, signal })).results as unknown as Contact[];
    },
    enabled: search.length > 1,
    placeholderData: keepPreviousData,
  });
  const unique = new Map(data.filter(({ email }) => email).map((each) => [each.email.toLowerCase(), each]));
  return search.length > 1 ? [...unique.values()] : [];
}
