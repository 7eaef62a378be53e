import type { OAuthApps } from "./oauth.ts";

interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** The applications in the settings. */
export interface OAuthSettings {
  google: Credentials | null;
  microsoft: (Credentials & { tenant: string }) | null;
}

export function oauthApps({ google, microsoft }: OAuthSettings): OAuthApps {
  const login = microsoft && `https://login.microsoftonline.com/${microsoft.tenant}`;
  return {
    ...(google && {
      google: {
        label: "Google",
        issuer: "https://accounts.google.com",
        authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
        tokenUrl: "https://oauth2.googleapis.com/token",
        ...google,
        scope: "https://mail.google.com/",
        parameters: { access_type: "offline", prompt: "consent" },
        smtp: { host: "smtp.gmail.com", port: 465, security: "tls" },
        imap: { host: "imap.gmail.com", port: 993, security: "tls" },
      },
    }),
    ...(microsoft && {
      microsoft: {
        label: "Microsoft",
        issuer: `${login}/v2.0`,
        authorizationUrl: `${login}/oauth2/v2.0/authorize`,
        tokenUrl: `${login}/oauth2/v2.0/token`,
        clientId: microsoft.clientId,
        clientSecret: microsoft.clientSecret,
        scope: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        parameters: { prompt: "select_account" },
        smtp: { host: "smtp.office365.com", port: 587, security: "starttls" },
        imap: { host: "outlook.office365.com", port: 993, security: "tls" },
      },
    }),
  };
}
