import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * What reaches the desk by the bus: that something changed, never what. Whoever has the
 * conversation open reads it again with their own rights.
 *
 * Keeps what is being written while another conversation is looked at, in memory only.
 */
export const deskService = {
    dependencies: ["action", "bus_service", "mail.store", "notification"],
    start(env, { action, bus_service: bus, "mail.store": store, notification }) {
        const listeners = new Map(); // channel id -> listener
        const tell = (channelId, what, data) => listeners.get(channelId)?.(what, data);

        bus.subscribe("clinic.whatsapp/changed", ({ channel_id, data }) => {
            store.insert(data);
            tell(channel_id, "changed");
        });
        bus.subscribe("clinic.whatsapp/ticks", ({ channel_id, ticks }) =>
            tell(channel_id, "ticks", ticks)
        );
        bus.subscribe("discuss.channel/new_message", ({ id }) => tell(id, "changed"));
        bus.subscribe("clinic.whatsapp/new", async ({ channel_id }) => {
            const thread = await store.Thread.getOrFetch({
                model: "discuss.channel",
                id: channel_id,
            });
            if (thread?.isUnread) {
                env.services["mail.out_of_focus"].sendNotification({
                    message: _t("WhatsApp message"),
                    title: _t("WhatsApp"),
                    type: "info",
                });
            }
        });
        bus.subscribe("clinic.whatsapp/passed", ({ channel_id, by }) => {
            notification.add(_t("%s passed a conversation to you.", by), {
                type: "info",
                sticky: true,
                buttons: [
                    {
                        name: _t("Open it"),
                        primary: true,
                        onClick: () =>
                            action.doAction("mail.action_discuss", {
                                additionalContext: { active_id: `discuss.channel_${channel_id}` },
                            }),
                    },
                ],
            });
        });
        return {
            drafts: {},
            undecided: new Map(), // what was sent and got no answer -> its key
            listen(channelId, listener) {
                listeners.set(channelId, listener);
                return () => {
                    if (listeners.get(channelId) === listener) {
                        listeners.delete(channelId);
                    }
                };
            },
        };
    },
};

registry.category("services").add("clinic_whatsapp.desk", deskService);
