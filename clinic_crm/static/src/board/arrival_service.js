import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Tells a practitioner, whatever page is open, that a patient has come. */
export const arrivalService = {
    dependencies: ["bus_service", "notification", "orm"],
    start(env, { bus_service, notification, orm }) {
        bus_service.subscribe("clinic.board/arrived", async ({ visit }) => {
            let arrival;
            try {
                arrival = await orm.silent.call("clinic.board", "get_arrival", [visit]);
            } catch {
                return; // the board says it too
            }
            if (!arrival) {
                return; // an old notice, or of a visit that is not ours to see
            }
            notification.add(
                arrival.turn
                    ? _t("%(patient)s · %(time)s · turn %(turn)s", arrival)
                    : _t("%(patient)s · %(time)s", arrival),
                { title: _t("In the waiting room"), type: "info", autocloseDelay: 10_000 }
            );
        });
    },
};

registry.category("services").add("clinic_arrival", arrivalService);
