// A board of a past minute: lists open, the slider moves, nothing else happens.

import { makeDialogues } from "./dialogue.js";
import { slide } from "./moments.js";

makeDialogues();
slide();
