export type { Origin } from "./layers.ts";
export type { LoadedSettings, SettingsSources } from "./load-settings.ts";
export { loadSettings } from "./load-settings.ts";
export type { SettingFact } from "./setting-list.ts";
export { settingList } from "./setting-list.ts";
export type {
	ListenFlags,
	ListenSetting,
	PortRange,
	Settings,
} from "./settings.ts";
