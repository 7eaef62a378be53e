import "../lib/later-texts.ts";
import { TextInput } from "@mantine/core";
import { useTexts } from "../lib/texts.ts";

/** Takes a username or an email address. */
export const UsernameInput = () => (
  <TextInput
    name="username"
    label={useTexts()("account.username")}
    autoComplete="username"
    autoCapitalize="none"
    spellCheck={false}
    maxLength={254}
    required
    withAsterisk={false}
    data-autofocus
    autoFocus
  />
);
