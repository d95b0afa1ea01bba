// A board of a past minute, or the whole log: clocks stand as they were, the log is searched, lists
// open, the slider moves, nothing else happens.

import { makeClock } from "./clocks.js";
import { makeDialogues } from "./dialogue.js";
import { makeFilter } from "./filter.js";
import { listen } from "./keys.js";
import { slide } from "./moments.js";

const { show } = makeDialogues();
makeClock(document.getElementById("board")).tick();
makeFilter();
listen({ show });
slide();
