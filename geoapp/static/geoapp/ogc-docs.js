"use strict";
// The description of the API, drawn by Swagger UI from this machine; nothing is sent to a validator outside.
const place = document.getElementById("api");
window.SwaggerUIBundle({
    url: place.dataset.url,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    validatorUrl: null,
});
