import "../lib/later-texts.ts";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { errorText } from "../ui/notices.ts";
import css from "./MissingAddress.module.css";
import { addressesIn, isAddress } from "./typed-addresses.ts";

interface Props {
  contact: string;
  name: string;
  /** What that means for the email. */
  text: string;
  onAdded(address: string): void;
}

/** Says that a contact has no email address, and adds one in place. */
export function MissingAddress({ contact, name, text, onAdded }: Props) {
  const t = useTexts();
  const queries = useQueryClient();
  const [typedText, setTypedText] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: (email: string) => api.patch("/contacts/{id}/", { email }, { path: { id: contact } }),
    onSuccess: (savedContact) => {
      queries.setQueryData(["contact", contact], savedContact);
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      onAdded(String(savedContact.email));
    },
  });
  const submit = () => add.mutate(addressesIn(typedText ?? "").addresses[0] ?? (typedText ?? "").trim());
  // it is inside of other forms and of the composer
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") setTypedText(null);
    if (event.key === "Enter") submit();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={css.missing} role="status">
      <span>{text}</span>
      {typedText === null ? (
        <Button size="compact-xs" variant="default" onClick={() => setTypedText("")}>
          {t("email.addAddress")}
        </Button>
      ) : (
        <>
          <TextInput
            type="email"
            size="xs"
            className={css.field}
            aria-label={t("email.addressOf", { name })}
            placeholder={t("email.addressOf", { name })}
            autoFocus
            value={typedText}
            onChange={({ currentTarget: { value } }) => setTypedText(value)}
            onKeyDown={handleKey}
            error={add.error && errorText(add.error)}
          />
          <Button size="xs" loading={add.isPending} disabled={!isAddress(typedText.trim())} onClick={submit}>
            {t("email.addLabel")}
          </Button>
        </>
      )}
    </div>
  );
}
