import type { Check } from "../check.ts";
import { CERTIFICATE_NAMES } from "./certificate-names.ts";
import { CERTIFICATES } from "./certificates.ts";
import { CLIENT_AUTHORITIES } from "./client-authorities.ts";
import { CLOCK } from "./clock.ts";
import { ACCOUNTS, CONFIG, STATE } from "./configuration.ts";
import { DATA_FILE_SYSTEM, DATA_SPACE } from "./data-disk.ts";
import { DATA_FOLDER } from "./data-folder.ts";
import { DATA_MODES } from "./data-modes.ts";
import { LOCK } from "./lock.ts";
import { PASSIVE_ADDRESS, PASSIVE_RANGE } from "./passive.ts";
import { LOW_PORTS, PORTS } from "./ports.ts";
import { AUTOLOAD, OPEN_FILES, ROOT_USER } from "./process.ts";
import { ROUND_TRIPS } from "./round-trips.ts";
import { RUNNING_SERVER } from "./running-server.ts";
import { ROOT_FOLDER } from "./served-root.ts";
import { SERVICE } from "./service.ts";
import { STATE_DATABASE_CHECK } from "./state-database.ts";
import { USER_FOLDERS } from "./user-folders.ts";

/** Everything that doctor looks at, in its order: what others rest on comes first. */
export const CHECKS: readonly Check[] = [
	CONFIG,
	DATA_FOLDER,
	DATA_MODES,
	DATA_FILE_SYSTEM,
	DATA_SPACE,
	LOCK,
	STATE,
	STATE_DATABASE_CHECK,
	ACCOUNTS,
	CLOCK,
	CERTIFICATES,
	CERTIFICATE_NAMES,
	CLIENT_AUTHORITIES,
	ROOT_FOLDER,
	USER_FOLDERS,
	LOW_PORTS,
	PORTS,
	PASSIVE_RANGE,
	PASSIVE_ADDRESS,
	OPEN_FILES,
	ROOT_USER,
	AUTOLOAD,
	SERVICE,
	...ROUND_TRIPS,
	RUNNING_SERVER,
];
