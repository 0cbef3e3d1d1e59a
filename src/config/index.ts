export { flagFault } from "./check-flag.ts";
export { effectiveDocument, effectiveToml } from "./effective-toml.ts";
export type { ChosenSettings } from "./example-toml.ts";
export { chosenToml, exampleToml } from "./example-toml.ts";
export type { SettingFault } from "./faults.ts";
export type { JsonSchema } from "./json-schema.ts";
export { settingsJsonSchema } from "./json-schema.ts";
export type { Origin } from "./layers.ts";
export type {
	LoadedSettings,
	ReadSettings,
	SettingsSources,
} from "./load-settings.ts";
export { loadSettings, readSettings } from "./load-settings.ts";
export type { ReloadPlan } from "./reload-plan.ts";
export { RELOADABLE, reloadPlan } from "./reload-plan.ts";
export type { SettingHelp } from "./setting-help.ts";
export { settingHelp, settingNames } from "./setting-help.ts";
export type {
	SettingFact,
	SettingTable,
	SettingValue,
} from "./setting-list.ts";
export { settingList, settingTables, variableName } from "./setting-list.ts";
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
