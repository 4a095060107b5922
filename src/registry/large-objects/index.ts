/** Files whose parts come in any order, each to any process, before somebody says that they are to be published. */
export { LargeObjects, partsOf, type LargeObject, type ObjectPart } from "./large-objects.js";
