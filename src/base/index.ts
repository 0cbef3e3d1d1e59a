export type { Clock } from "./clock.ts";
export { twoDigits } from "./digits.ts";
export type { Endpoint, IpFamily } from "./endpoint.ts";
export {
	familyOf,
	hostPort,
	isAddress,
	isLoopback,
	parseIpv4,
	plainAddress,
	sameAddress,
} from "./endpoint.ts";
export { foldName } from "./fold-name.ts";
export type { Folder, WriteOptions } from "./folder.ts";
export { memoryFolder } from "./folder.ts";
export type { Network } from "./network.ts";
export {
	formatNetwork,
	isInNetwork,
	networkAround,
	parseNetwork,
	parseNetworks,
} from "./network.ts";
export type { ErrorCode, ErrorDetail } from "./operator-error.ts";
export { ERROR_CODES, OperatorError } from "./operator-error.ts";
export { matchesPattern } from "./pattern.ts";
export { isPortableName } from "./portable-name.ts";
export { remembering } from "./remembering.ts";
export { Secret } from "./secret.ts";
export {
	decodeUtf8,
	editDistance,
	fitsUtf8,
	nearest,
	printable,
	utf8,
} from "./text.ts";
export type { TextPosition, TomlPath } from "./toml-positions.ts";
export { tomlPositions } from "./toml-positions.ts";
export {
	DAY_MS,
	formatSize,
	GIB,
	HOUR_MS,
	KIB,
	MIB,
	MINUTE_MS,
	parseDuration,
	parseSize,
	SECOND_MS,
	SIZE_FORM,
} from "./units.ts";
