/** What a pump asks as it goes: whether that many bytes may be on the wire now; a promise says when. */
export interface Progress {
	/** At most so many bytes at once; absent: as many as one likes, and they may be counted when they have passed. */
	readonly grainBytes?: number;
	pass(bytes: number): Promise<void> | undefined;
}
