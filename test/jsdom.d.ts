declare module "jsdom" {
  interface Options {
    url: string;
    runScripts: "dangerously";
    beforeParse(window: Page): void;
  }
  // biome-ignore lint/suspicious/noExplicitAny: the server's tests have no browser types
  type Page = any;
  export class JSDOM {
    constructor(html: string, options: Options);
    readonly window: Page;
  }
}
