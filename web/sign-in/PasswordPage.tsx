import "../lib/later-texts.ts";
import { Anchor } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTexts } from "../lib/texts.ts";
import { AskForReset } from "./AskForReset.tsx";
import { NewPassword } from "./NewPassword.tsx";
import { SignInFrame } from "./SignInFrame.tsx";

/** Asks for a link to choose a password, or chooses one with such a link. */
export function PasswordPage() {
  const t = useTexts();
  const { step } = useParams({ strict: false });
  const isNew = step === "new";
  return (
    <SignInFrame title={t(isNew ? "account.choose" : "account.forgotTitle")}>
      {isNew ? <NewPassword /> : <AskForReset />}
      <Anchor size="sm" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        {t("account.toSignIn")}
      </Anchor>
    </SignInFrame>
  );
}
