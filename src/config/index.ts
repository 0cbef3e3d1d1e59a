export type { Origin } from "./layers.ts";
export type { LoadedSettings, SettingsSources } from "./load-settings.ts";
export { loadSettings } from "./load-settings.ts";
export type { SettingFact } from "./setting-list.ts";
export { settingList } from "./setting-list.ts";
export type { ListenFlags, Settings } from "./settings.ts";
export type { AccessSettings } from "./tables/access.ts";
export type { ActiveSettings } from "./tables/active.ts";
export type { AuthSettings } from "./tables/auth.ts";
export type { ControlSettings } from "./tables/control.ts";
export type { CreditSettings } from "./tables/credits.ts";
export type { FilesSettings } from "./tables/files.ts";
export type { LimitSettings } from "./tables/limits.ts";
export type { ListenSetting } from "./tables/listen.ts";
export type { LogSettings } from "./tables/log.ts";
export type { MessageSettings } from "./tables/messages.ts";
export type { MetricsSettings } from "./tables/metrics.ts";
export type {
	PassiveNetwork,
	PassiveSettings,
	PortRange,
} from "./tables/passive.ts";
export type { TlsPolicy, TlsSettings } from "./tables/tls.ts";
