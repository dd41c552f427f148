// Which view of behaviour stands beside the landscape: that of the lab, or a lesson's own.
/** @import { BehaviourPanel, PanelNeeds } from "./types/viewer.js" */
/** @import { Scene } from "./scene.js" */
import { LevelPanel } from "./level.js";
import { RunsPanel } from "./panel.js";
import { RulesPanel } from "./rules.js";
import { StripPanel } from "./strip.js";
import { TwinsPanel } from "./twins.js";
import { WatershedPanel } from "./watershed.js";

/** @type {Record<string, new (needs: PanelNeeds) => BehaviourPanel>} */
const KINDS = { level: LevelPanel, rules: RulesPanel, strip: StripPanel, twins: TwinsPanel, watershed: WatershedPanel };

/**
 * The view of a scene's kind; the lab's where the scene names none.
 * @param {Scene} scene
 */
export const panelFor = (scene) => KINDS[scene.header.panel?.kind ?? ""] ?? RunsPanel;
