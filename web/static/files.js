// A form on a page of its own takes files like one over the board.

import { takeFiles } from "./materials.js";

takeFiles();
