import { _t } from "@web/core/l10n/translation";

/** Say what was done, and let it be undone for a while. `options` are those of a notification. */
export function offerUndo(notification, message, undo, options = {}) {
    const onClick = () => {
        close();
        undo();
    };
    const close = notification.add(message, {
        autocloseDelay: 15_000,
        buttons: [{ name: _t("Undo"), primary: true, onClick }],
        ...options,
    });
}
