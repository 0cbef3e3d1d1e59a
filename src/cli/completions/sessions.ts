import type { Folder } from "../../base/index.ts";
import type { Invocation } from "../command.ts";
import type { Candidate } from "./complete.ts";

/**
 * The open sessions of the server that runs on a data folder, by id. None as long as no command can ask the running
 * server; whoever adds one gives its answer here.
 */
export async function completeSessions(
	_folder: Folder,
	_invocation: Invocation,
): Promise<readonly Candidate[]> {
	return [];
}
