export type { TextConverter } from "./ascii.ts";
export { toLocalText, toNetworkText } from "./ascii.ts";
export type { Progress } from "./pump.ts";
export { pumpIn, pumpOut } from "./pump.ts";
export { runListing } from "./run-listing.ts";
export type { TransferPlan, TransferWork } from "./run-transfer.ts";
export { runTransfer, transferRefusal } from "./run-transfer.ts";
export { runUpload } from "./run-upload.ts";
