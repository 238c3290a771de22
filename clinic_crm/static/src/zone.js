import { session } from "@web/session";
import { user } from "@web/core/user";

/** Hours are those of the branch one works in, whatever clock the computer or the phone runs on. */
const zone = session.clinic_zones?.[user.activeCompany?.id];
if (zone) {
    luxon.Settings.defaultZone = zone;
    user.updateContext({ tz: zone });
}
