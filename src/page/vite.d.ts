/** What Vite makes of imports of other files than scripts. */
declare module "*.css";
declare module "*?url&no-inline" {
  const address: string;
  export default address;
}
